import { afterAll, afterEach, beforeEach, expect, test } from '@jest/globals';
import nock from 'nock';
import { demo } from '../../dev/msgflash/demo.ts';
import { startWorld } from '../support/world.ts';

const link = 'https://pictures.example/picture.jpg';
const asked: string[] = [];

beforeEach(() => {
  asked.length = 0;
  nock('https://pictures.example')
    .persist()
    .get('/picture.jpg')
    .reply(200, (uri: string) => {
      asked.push(uri);
      return 'a picture';
    });
});
afterEach(() => {
  nock.cleanAll();
});
afterAll(() => {
  nock.restore();
});

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
  const { zapier, connection, wire } = await startWorld();
  const run = await zapier.run(connection, step, { ...input, [field]: link });
  expect(run).toMatchObject({ outcome: 'success' });
  expect(JSON.stringify(wire())).toContain(link);
  expect(asked).toEqual([]);
});
