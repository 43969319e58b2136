import { describe, expect, test } from '@jest/globals';
import { demo } from '../../dev/msgflash/demo.ts';
import { mapped } from '../../dev/zapier/index.ts';
import { hello, outputOf, startFrozen } from '../lib/sending/frozen.ts';
import {
  accountRefusals,
  blank,
  empty,
  ending,
  endOf,
  expectRefused,
  filling,
  type Refused,
  readTroubles,
  unknownId,
} from '../support/refused.ts';
import { listOf, START, type World } from '../support/world.ts';

const READ = 'GET /messages/{id}';
const { instances, numbers, contacts } = demo;

const find = ({ zapier, connection }: World, id: unknown) =>
  zapier.run(connection, 'searches.find_message', { message_id: id });

/** The id of the message with this text. */
async function idOf({ call }: World, text: string): Promise<string> {
  const { messages } = await call('GET /messages');
  const found = listOf(messages).find(({ body }) => body === text);
  if (!found) throw new Error(`There is no message “${text}”`);
  return String(found.id);
}

const ago = (minutes: number, seconds = 0) =>
  new Date(START.getTime() - minutes * 60_000 + seconds * 1000).toISOString();

const sent = {
  direction: 'outbound',
  type: 'text',
  from: null,
  media_url: null,
  media_file: null,
  campaign_id: null,
  instance_name: null,
  instance_number: null,
  error: null,
  warnings: null,
  safety_decision: null,
  safety_risk_level: null,
  safety_score: null,
};

describe('a message, with what has become of it', () => {
  test.each([
    [
      'one that was read',
      'Your order 1042 is ready.',
      { status: 'read', to: numbers.awa, contact_id: contacts.awa, instance_id: instances.mainStore },
      180,
    ],
    [
      'one that was received',
      'Thank you, I will come at five.',
      {
        direction: 'inbound',
        status: 'received',
        from: numbers.awa,
        to: '+33639980001',
        contact_id: contacts.awa,
        instance_id: instances.mainStore,
      },
      170,
    ],
    [
      'one that failed, with the reason',
      'Your parcel has arrived.',
      {
        status: 'failed',
        to: numbers.notOnWhatsApp,
        contact_id: null,
        instance_id: instances.mainStore,
        error: 'The number is not on WhatsApp',
        provider_message_id: null,
      },
      60,
    ],
  ])('%s', async (_name, text, record, minutes) => {
    const world = await startFrozen();
    const id = await idOf(world, text);
    const run = await find(world, id);
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(run.output).toEqual([
      {
        ...sent,
        id,
        message_id: id,
        text,
        provider_message_id: expect.stringMatching(/^BAE5/),
        created_at: ago(minutes),
        updated_at: ago(minutes, 5),
        ...record,
      },
    ]);
    expect(world.requests()).toEqual({ [READ]: 1 });
    expect(world.wire()[0]).toMatchObject({ path: `/api/v1/messages/${id}` });
  });

  test.each(['sent', 'delivered', 'read', 'failed', 'received'])(
    'by the id of the record that a trigger on message.%s put out',
    async (event) => {
      const world = await startFrozen();
      const id = await idOf(world, 'Your order 1042 is ready.');
      const run = await find(world, mapped(` message.${event}:${id} `));
      expect(run).toMatchObject({ outcome: 'success', output: [{ id, message_id: id, status: 'read' }] });
      expect(world.wire().map(({ path }) => path)).toEqual([`/api/v1/messages/${id}`]);
    },
  );

  test('it names the instance where its name is known, for no request more', async () => {
    const world = await startFrozen();
    await world.zapier.dropdown(world.connection, 'creates.send_message', 'instance_id');
    const id = await idOf(world, 'We have answered your question by e-mail.');
    world.mark();
    const run = await find(world, id);
    expect(run).toMatchObject({ output: [{ instance_name: 'Support', instance_number: '+33639980002' }] });
    expect(world.requests()).toEqual({ [READ]: 1 });
  });

  test('its status is the present one, and its safety that of the sending', async () => {
    const world = await startFrozen();
    const run = await world.create('send_message', hello);
    const { id } = outputOf(run);
    await world.pass(60_000);
    expect(await find(world, id)).toMatchObject({ output: [{ id, status: 'read', text: hello.text, to: hello.to }] });
  });

  test('media can be fetched by a later step', async () => {
    const world = await startFrozen();
    const link = 'https://example.com/photo.jpg';
    const received = world.control.receive({ instance: 'Main Store', from: numbers.awa, media: { url: link } });
    const run = await find(world, received.id);
    expect(run).toMatchObject({
      output: [
        { type: 'image', media_url: link, media_file: expect.stringMatching(/^hydrate\|\|\|.+\|\|\|hydrate$/s) },
      ],
    });
  });

  test('a short answer of MsgFlash: the rest is null', async () => {
    const world = await startFrozen();
    world.control.setGeneration({ objects: 'partial' });
    const id = await idOf(world, 'Your order 1042 is ready.');
    const [record] = listOf((await find(world, id)).output);
    expect(record).toMatchObject({ id, message_id: id, status: 'read', text: null, to: null, created_at: null });
    expect(Object.keys(record ?? {})).toEqual(
      (
        'id message_id direction status type from to text media_url media_file contact_id campaign_id instance_id ' +
        'instance_name instance_number provider_message_id error warnings safety_decision safety_risk_level ' +
        'safety_score created_at updated_at'
      ).split(' '),
    );
  });
});

describe('what is not there is not found, and that is no error', () => {
  test('a message that was deleted', async () => {
    const world = await startFrozen();
    expect(await find(world, mapped(unknownId(5)))).toMatchObject({ outcome: 'success', message: '', output: [] });
    expect(world.requests()).toEqual({ [READ]: 1 });
  });

  test('a message of another account', async () => {
    const world = await startFrozen({ authData: { api_key: demo.otherKey } });
    const id = await idOf(world, 'Your order 1042 is ready.');
    expect(await find(world, id)).toMatchObject({ outcome: 'success', output: [] });
  });
});

describe('what cannot be searched', () => {
  const cases: Refused[] = [
    { name: 'no message', input: { message_id: empty }, outcome: 'errored', message: filling('Message') },
    { name: 'a blank message', input: { message_id: blank }, outcome: 'errored', message: filling('Message') },
    {
      name: 'a text where an id belongs',
      input: { message_id: mapped('../instances?x=1') },
      outcome: 'errored',
      message: "MsgFlash did not accept this (Invalid request data). Check the step's fields and try again.",
      requests: { [READ]: 1 },
    },
  ];
  test.each(cases)('$name', async (each) => {
    await expectRefused('searches.find_message', {}, each);
  });

  test.each([...readTroubles(READ), ...accountRefusals(READ)])('$name', async ({ fault, outcome, message }) => {
    const world = await startFrozen();
    const id = await idOf(world, 'Your order 1042 is ready.');
    if (fault) world.control.fault(fault);
    expect(endOf(await find(world, id))).toEqual(ending(outcome, message));
    expect(world.requests()).toEqual({ [READ]: 1 });
  });
});
