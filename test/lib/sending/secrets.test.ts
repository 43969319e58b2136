import { describe, expect, test } from '@jest/globals';
import { demo } from '../../../dev/msgflash/demo.ts';
import type { FaultInput } from '../../../dev/msgflash/faults.ts';
import app from '../../../index.ts';
import { startWorld, type World } from '../../support/world.ts';

const { instances, contacts, groups, templates, numbers } = demo;
const key = (values: object | undefined) => Object.keys(values ?? {});
const creates = key(app.creates);
const searches = key(app.searches);
const lists = key(app.triggers).filter((name) => name.endsWith('_list'));
const hooks = key(app.triggers).filter((name) => !lists.includes(name));

/** Good values for every field there is, so that every step comes as far as a request. */
const everything = {
  instance_id: instances.mainStore,
  to: numbers.stranger,
  type: 'text',
  text: 'Hello',
  template_id: templates.welcome,
  scheduled_at: '2090-01-15T17:00:00Z',
  send_once_per: '1042',
  checks: ['instance_connected'],
  name: 'Autumn',
  starts_at: '2090-01-15T17:00:00Z',
  recipients: 'all',
  phone: numbers.stranger,
  contact_id: contacts.awa,
  contact_ids: [contacts.awa],
  group_id: groups.vip,
  campaign_id: '60000000-0000-4000-8000-000000000001',
  message_id: '50000000-0000-4000-8000-000000000001',
  search: 'Main Store',
  tags: ['vip'],
};

/** What must not be seen: the parts of every secret that could be recognised, however it was cut or written. */
function secretsOf({ control }: World): string[] {
  const keys = [demo.key, demo.teamKey].map((secret) => secret.slice('msgf_live_'.length, 40));
  return [...new Set([...keys, ...control.webhooks().map(({ secret }) => secret)])];
}

/** Expects no secret in anything that the platform, its logs and its cache got. */
function expectNone(secrets: readonly string[], { zapier, control }: World, isRepeated = false): void {
  // The platform keeps what subscribing returns, the secret included.
  const runs = zapier.runs.map((run) =>
    run.method.endsWith('performSubscribe') ? { ...run, output: null, attempts: [] } : run,
  );
  // Where MsgFlash itself repeats a key, the platform's copy of the answer has it.
  const lines = zapier.logs.lines.map(({ message, data: { response_content, ...data } }) =>
    JSON.stringify([message, data, isRepeated ? '' : response_content]),
  );
  const text = [
    ...lines,
    ...runs.map((run) => JSON.stringify(run)),
    JSON.stringify(zapier.cache.entries()),
    JSON.stringify(control.elsewhere()),
  ].join('\n');
  for (const secret of secrets) {
    const where = text.indexOf(secret);
    // What is in front of it says enough; a secret does not belong in the output of a test.
    expect(where < 0 ? '' : text.slice(Math.max(0, where - 160), where)).toBe('');
  }
}

const personal = { api_key: demo.key, default_country: 'FR' };
const team = { api_key: demo.teamKey, team_id: demo.teamId };
const TROUBLES: [string, Record<string, string>, Omit<FaultInput, 'operation'> | null][] = [
  ['all is well', personal, null],
  ['a refusal repeats the key', personal, { kind: 'error', status: 403, code: 'X', message: `No ${demo.key} here` }],
  ['a bad request repeats the team key', team, { kind: 'error', status: 400, code: 'X', message: demo.teamKey }],
];

// test/faults looks for keys under every other fault.
describe('the API key and the secrets of webhooks are in no log, output or cache', () => {
  test.each(TROUBLES)('when %s', async (_name, authData, fault) => {
    const world = await startWorld({ authData });
    const { zapier, connection, control } = world;
    if (fault) control.fault({ operation: '*', ...fault, times: 'always' });
    const options = { fields: 'static', requireFields: false } as const;
    for (const name of creates) {
      await zapier.run(connection, `creates.${name}`, everything, options);
      await zapier.fields(connection, `creates.${name}`, everything);
    }
    for (const name of searches) await zapier.run(connection, `searches.${name}`, everything, options);
    for (const name of lists) await zapier.run(connection, `triggers.${name}`, {});
    for (const input of [authData, { api_key: `${demo.key}0` }, { ...authData, team_id: 'wrong' }]) {
      await zapier.tryConnect(input);
    }
    // Nearly every step asked MsgFlash for something, or there would be nothing to see.
    expect(world.wire().length).toBeGreaterThan(creates.length + searches.length);
    expect(zapier.logs.lines.length).toBeGreaterThan(creates.length);
    expectNone(secretsOf(world), world, fault?.message !== undefined);
  });

  test('while hooks are set up, deliver, are forged and fail', async () => {
    const world = await startWorld();
    const { zapier, connection, control } = world;
    const zaps = [];
    for (const trigger of hooks) {
      zaps.push(await zapier.turnOn(connection, trigger, { statuses: ['delivered'], load_message: true }));
    }
    expect(zaps.map(({ isOn }) => isOn)).toEqual(hooks.map(() => true));
    expect(control.webhooks()).toHaveLength(hooks.length);
    control.receive({ instance: 'Main Store', from: numbers.awa, text: 'Hi' });
    control.unlink({ instance: 'Support' });
    control.link({ instance: 'Support' });
    await zapier.run(connection, 'creates.send_message', everything, { fields: 'static' });
    await world.clock.advance(60_000);
    await zapier.settled();
    for (const zap of zaps) {
      await fetch(zap.hookUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-msgflash-signature': `sha256=${'0'.repeat(64)}` },
        body: JSON.stringify({ event: 'message.received', messageId: 'x' }),
      });
      await zap.sampleList();
    }
    await zapier.settled();
    expect(zapier.runs.filter(({ outcome }) => outcome === 'halted').length).toBeGreaterThanOrEqual(hooks.length);
    // The list of endpoints is read, and its answers could hold the secrets.
    control.fault({ operation: 'POST /webhooks', kind: 'reset_after_accepting' });
    await zapier.turnOn(connection, String(hooks[0]));
    control.fault({ operation: 'DELETE /webhooks/{id}', kind: 'error' });
    const secrets = secretsOf(world);
    for (const zap of zaps) await zap.turnOff();
    expectNone(secrets, world);
  });
});

test('the platform logs each request once, without the key', async () => {
  const { zapier, connection } = await startWorld();
  zapier.logs.clear();
  await zapier.run(connection, 'creates.send_message', { ...everything, checks: [], send_once_per: '' });
  expect(zapier.logs.http().map(({ message }) => message.replace(/http:\S+?(?=\/api)/, ''))).toEqual([
    '201 POST /api/v1/messages/send',
    '200 GET /api/v1/instances',
  ]);
  for (const { data } of zapier.logs.http()) expect(data.request_headers).toMatch(/x-api-key: :censored:/);
});
