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

/** Holds everything that the platform, its logs and its cache got to see to having no secret in it. */
function expectNone(secrets: readonly string[], { zapier, control }: World, isRepeated = false): void {
  // What subscribing returns is the platform's to keep, the secret included: the deliveries are checked with it.
  const runs = zapier.runs.map((run) =>
    run.method.endsWith('performSubscribe') ? { ...run, output: null, attempts: [] } : run,
  );
  // Where MsgFlash itself repeats a key, the platform's own copy of the answer has it, which is not ours to mend.
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
    // The place says enough; the secret belongs into the output of a test as little as anywhere.
    expect(where < 0 ? '' : text.slice(Math.max(0, where - 160), where)).toBe('');
  }
}

const TROUBLES: [string, Omit<FaultInput, 'operation'> | null][] = [
  ['all is well', null],
  ['MsgFlash is down', { kind: 'error' }],
  [
    'the key is refused, and repeated in the answer',
    { kind: 'error', status: 401, code: 'UNAUTHORIZED', message: demo.key },
  ],
  [
    'an unknown refusal repeats the key',
    { kind: 'error', status: 403, code: 'NEW', message: `The key ${demo.key} may not` },
  ],
  ['a bad request repeats the team key', { kind: 'error', status: 400, code: 'NEW', message: demo.teamKey }],
  ['answers cannot be read', { kind: 'wrong_types' }],
  ['answers lead elsewhere', { kind: 'redirect_other_origin' }],
  ['connections are cut', { kind: 'reset_after_accepting' }],
];

describe('the API key and the secrets of webhooks are nowhere to be seen', () => {
  test.each(TROUBLES)('when %s', async (_name, fault) => {
    for (const authData of [
      { api_key: demo.key, default_country: 'FR' },
      { api_key: demo.teamKey, team_id: demo.teamId },
    ]) {
      const world = await startWorld({ authData });
      const { zapier, connection, control } = world;
      if (fault) control.fault({ operation: '*', ...fault, times: 'always' });
      for (const name of creates) {
        await zapier.run(connection, `creates.${name}`, everything, { fields: 'static', requireFields: false });
        await zapier.fields(connection, `creates.${name}`, everything);
      }
      for (const name of searches) {
        await zapier.run(connection, `searches.${name}`, everything, { fields: 'static', requireFields: false });
      }
      for (const name of lists) await zapier.run(connection, `triggers.${name}`, {});
      for (const input of [authData, { api_key: `${demo.key}0` }, { ...authData, team_id: 'wrong' }]) {
        await zapier.tryConnect(input);
      }
      // Nearly every step asked MsgFlash for something, or there would be nothing to see.
      expect(world.wire().length).toBeGreaterThan(creates.length + searches.length);
      expect(zapier.logs.lines.length).toBeGreaterThan(creates.length);
      expectNone(secretsOf(world), world, fault?.message !== undefined);
      await world.close();
    }
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
