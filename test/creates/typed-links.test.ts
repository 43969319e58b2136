import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { demo } from '../../playground/msgflash/demo.ts';
import { startWorld } from '../support/world.ts';

const asked: string[] = [];
const server = createServer((request, response) => {
  asked.push(request.url ?? '');
  response.end('a picture');
});

beforeEach(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve())));
afterEach(() => new Promise<void>((resolve) => server.close(() => resolve())));

const to = { instance_id: demo.instances.mainStore, to: demo.numbers.stranger };

test.each([
  ['creates.send_message', { ...to, type: 'image' }, 'media'],
  ['creates.schedule_message', { ...to, type: 'image', scheduled_at: '2090-01-15T17:00:00Z' }, 'media_url'],
  [
    'creates.create_campaign',
    { ...to, name: 'Autumn', recipients: 'all', type: 'image', starts_at: '2090-01-15T17:00:00Z' },
    'media_url',
  ],
  [
    'creates.send_message',
    { ...to, type: 'buttons', title: 'T', description: 'D', button_1_kind: 'url', button_1_text: 'Open' },
    'button_1_value',
  ],
] as const)('a link typed into %s goes to MsgFlash as it is, and is not opened', async (step, input, field) => {
  asked.length = 0;
  const { zapier, connection, wire } = await startWorld();
  const link = `http://127.0.0.1:${(server.address() as AddressInfo).port}/picture.jpg`;
  const run = await zapier.run(connection, step, { ...input, [field]: link });
  expect(run).toMatchObject({ outcome: 'success' });
  expect(JSON.stringify(wire())).toContain(link);
  expect(asked).toEqual([]);
});
