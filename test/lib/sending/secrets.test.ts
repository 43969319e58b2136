import { expect, test } from '@jest/globals';
import { demo } from '../../../dev/msgflash/demo.ts';
import app from '../../../index.ts';
import { startWorld } from '../../support/world.ts';

const { instances, contacts, groups, templates, numbers } = demo;
const keysOf = (values: object | undefined) => Object.keys(values ?? {});
const [creates, searches] = [keysOf(app.creates), keysOf(app.searches)];
const lists = keysOf(app.triggers).filter((name) => name.endsWith('_list'));

/** Good values for every field there is, so that every step comes as far as a request. */
const everything = {
  ...{ instance_id: instances.mainStore, to: numbers.stranger, type: 'text', text: 'Hello', send_once_per: '1042' },
  ...{ template_id: templates.welcome, scheduled_at: '2090-01-15T17:00:00Z', checks: ['instance_connected'] },
  ...{ name: 'Autumn', starts_at: '2090-01-15T17:00:00Z', recipients: 'all', phone: numbers.stranger, tags: ['vip'] },
  ...{ contact_id: contacts.awa, contact_ids: [contacts.awa], group_id: groups.vip, search: 'Main Store' },
  campaign_id: '60000000-0000-4000-8000-000000000001',
  message_id: '50000000-0000-4000-8000-000000000001',
};
const options = { fields: 'static', requireFields: false } as const;

const personal = { api_key: demo.key, default_country: 'FR' };
const team = { api_key: demo.teamKey, team_id: demo.teamId };
// test/faults looks for keys and webhook secrets under every other fault, hooks included.
test.each([
  ['a refusal', personal, { status: 403, message: `No ${demo.key} here` }],
  ['a bad request', team, { status: 400, message: demo.teamKey }],
])('%s repeats the key: it is in no log, error, output or cache', async (_name, authData, refusal) => {
  const { connection, control, wire, zapier } = await startWorld({ authData });
  control.fault({ operation: '*', kind: 'error', code: 'X', ...refusal, times: 'always' });
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
  expect(wire().length).toBeGreaterThan(creates.length + searches.length);
  expect(zapier.logs.lines.length).toBeGreaterThan(creates.length);
  // The platform's copy of the answer has what MsgFlash itself repeats.
  const lines = zapier.logs.lines.map(({ message, data: { response_content: _repeated, ...data } }) => [message, data]);
  const text = JSON.stringify([lines, zapier.runs, zapier.cache.entries(), control.elsewhere()]);
  // The parts of the keys that could be recognised, however they were cut.
  for (const key of [demo.key, demo.teamKey]) {
    const where = text.indexOf(key.slice('msgf_live_'.length, 40));
    // What is in front of it says enough; a secret does not belong in the output of a test.
    expect(where < 0 ? '' : text.slice(Math.max(0, where - 160), where)).toBe('');
  }
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
