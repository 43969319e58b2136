import { readFileSync } from 'node:fs';
import { expect, jest, test } from '@jest/globals';

const events = await import('../triggers/events.ts');
const row = { ...events.messageRows[3], key: 'message_starred', label: 'Message Starred' };
jest.unstable_mockModule('../triggers/events.ts', () => ({ ...events, messageRows: [...events.messageRows, row] }));
const { startEnvironment } = await import('./support/environment.ts');
const { deliver, sendMessage } = await import('./support/hooks.ts');

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const [, chapter = ''] = read('CONTRIBUTING.md').split('## A new webhook event\n');
const named = [...chapter.matchAll(/^\| `([^`]+)` \|/gm)].map(([, file = '']) => file);

test('a new webhook event goes where its neighbours are: into each file that CONTRIBUTING.md names', () => {
  expect(named).toHaveLength(3);
  expect(named.filter((file) => !/message[_.]read|Message Read|'read'/.test(read(file)))).toEqual([]);
});

test('one row is a whole trigger: valid, subscribed, with sample and records, and closed to forged events', async () => {
  const environment = await startEnvironment();
  expect(await environment.zapier.validate()).toEqual([]);

  const records: unknown[] = [];
  const zap = await environment.zapier.turnOn(environment.connection, row.key, {}, (item) => void records.push(item));
  expect(environment.control.webhooks().map(({ events: subscribed }) => subscribed)).toEqual([['message.read']]);
  const id = await sendMessage(environment);
  expect(records).toMatchObject([{ id: `message.read:${id}`, event: 'message.read', status: 'read' }]);
  expect((await zap.sampleList()).output).toContainEqual(
    expect.objectContaining({ event: 'message.read', status: 'read' }),
  );
  expect(await deliver(zap, '{}', {})).toMatchObject({
    outcome: 'halted',
    message: expect.stringContaining('signature'),
  });
});
