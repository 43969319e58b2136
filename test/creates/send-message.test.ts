import { describe, expect, test } from '@jest/globals';
import { demo } from '../../dev/msgflash/demo.ts';
import { mapped } from '../../dev/zapier/index.ts';
import { hello, outputOf, startFrozen } from '../lib/sending/frozen.ts';
import { START, startWorld } from '../support/world.ts';
import { contents, leftovers, leftoversFor, queuedRecord } from './contents.ts';

const who = { instance_id: demo.instances.mainStore, to: demo.numbers.stranger };
const now = START.toISOString();

describe('a message of each type', () => {
  test.each(contents('media'))('$name', async ({ input, sent, record, extra }) => {
    const { create, control, requests, wire } = await startFrozen();
    const run = await create('send_message', { ...who, ...input });

    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(requests()).toEqual({ 'POST /messages/send': 1, 'GET /instances': 1 });
    expect(wire('POST /messages/send')[0]).toMatchObject({ path: '/api/v1/messages/send', query: {} });
    expect(wire('POST /messages/send')[0]?.body).toEqual({
      instanceId: demo.instances.mainStore,
      to: demo.numbers.stranger,
      ...sent,
    });
    expect(control.ledger()).toMatchObject([
      {
        to: demo.numbers.stranger,
        type: record.type,
        text: record.text ?? null,
        mediaUrl: record.media_url ?? null,
        scheduledAt: null,
      },
    ]);
    expect(control.ledger()[0]?.extra).toEqual(extra ?? {});
    const { media_file, ...output } = outputOf(run);
    expect(output).toEqual(queuedRecord(control.ledger()[0]?.messageId, now, record));
    expect(media_file).toEqual(record.media_url ? expect.stringMatching(/^hydrate\|\|\|.+\|\|\|hydrate$/s) : null);
  });

  test.each(contents('media'))('$name: what other types left behind is not sent', async ({ input, sent }) => {
    const { create, wire } = await startFrozen();
    const run = await create('send_message', { ...who, ...leftoversFor(input.type), ...input });
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(wire('POST /messages/send')[0]?.body).toEqual({
      instanceId: demo.instances.mainStore,
      to: demo.numbers.stranger,
      ...sent,
    });
  });
});

describe('the message goes its way', () => {
  test('and is sent, delivered and read', async () => {
    const { create, control, pass } = await startFrozen();
    await create('send_message', hello);
    await pass(10_000);
    expect(control.ledger()).toMatchObject([{ status: 'read', sentAt: '2026-11-20T10:00:00.500Z' }]);
  });

  test('a number that is not on WhatsApp is accepted all the same: the failure comes later', async () => {
    const { create, control, pass } = await startFrozen();
    const run = await create('send_message', { ...hello, to: demo.numbers.notOnWhatsApp });
    expect(outputOf(run)).toMatchObject({ status: 'queued', error: null });
    await pass(10_000);
    expect(control.ledger()).toMatchObject([{ status: 'failed', error: 'The number is not on WhatsApp' }]);
  });

  test('the warnings of an instance that is warming up are in the record, one a line', async () => {
    const { create } = await startFrozen();
    const run = await create('send_message', { ...hello, instance_id: demo.instances.support });
    expect(outputOf(run)).toMatchObject({
      instance_name: 'Support',
      instance_number: '+33639980002',
      warnings: 'This instance is still in the warmup phase.',
      safety_decision: 'warn',
      safety_risk_level: 'medium',
      safety_score: 56,
    });
  });

  test('through a disconnected instance: MsgFlash takes it, and the record says what is known', async () => {
    const { create, control, pass } = await startFrozen();
    const run = await create('send_message', { ...hello, instance_id: demo.instances.unlinked });
    expect(outputOf(run)).toMatchObject({ status: 'queued', instance_name: 'Pop-up Store', instance_number: null });
    await pass(10_000);
    expect(control.ledger()).toMatchObject([{ status: 'failed', error: 'Instance is not connected' }]);
  });
});

describe('the recipient', () => {
  test.each([
    ['+33 6 39 98 55 55', '+33639985555'],
    ['0033 6 39 98 55 55', '+33639985555'],
    ['06 39 98 55 55', '+33639985555'],
    ['(06) 39.98-55/55', '+33639985555'],
    ['tel:+33-6-39-98-55-55', '+33639985555'],
    ['whatsapp:+33639985555', '+33639985555'],
    ['０６３９９８５５５５', '+33639985555'],
    ['٠٦٣٩٩٨٥٥٥٥', '+33639985555'],
    ['33639985555', '+33639985555'],
    ['+1 (202) 555-0123', '+12025550123'],
    ['+55 11 98765-4321', '+5511987654321'],
  ])('%s is %s, with France as the default country of the connection', async (to, expected) => {
    const { create, control, wire } = await startFrozen();
    const run = await create('send_message', { ...hello, to });
    expect(run).toMatchObject({ outcome: 'success', message: '', output: { to: expected } });
    expect(wire('POST /messages/send')[0]?.body).toMatchObject({ to: expected });
    expect(control.ledger()).toMatchObject([{ to: expected }]);
  });

  test.each([
    ['an explicit country settles it', 'US', '4795550123', 'US', '+14795550123'],
    ['also for an area code that looks like another country', 'FR', '(202) 555-0123', 'US', '+12025550123'],
    ['in lower case, too', 'FR', '2025550123', 'us', '+12025550123'],
    ['and a number with + ignores it', 'FR', '+12025550123', 'DE', '+12025550123'],
  ])('%s', async (_name, defaultCountry, to, country, expected) => {
    const world = await startWorld({ authData: { api_key: demo.key, default_country: defaultCountry } });
    // A mapped country: a choice that was typed could not be in lower case.
    const run = await world.zapier.run(world.connection, 'creates.send_message', {
      ...hello,
      to,
      country: mapped(country),
    });
    expect(run).toMatchObject({ outcome: 'success', message: '', output: { to: expected } });
    expect(world.control.ledger()).toMatchObject([{ to: expected }]);
  });

  test('without any country, an international number is enough', async () => {
    const world = await startWorld({ authData: { api_key: demo.key } });
    const run = await world.zapier.run(world.connection, 'creates.send_message', { ...hello, to: '0033639985555' });
    expect(run).toMatchObject({ outcome: 'success', output: { to: demo.numbers.stranger } });
  });
});

describe('the fields', () => {
  const shared = ['country', 'checks', 'send_once_per'];
  const heading = ['title*', 'description*'];
  const button = (n: number, mark: string) => ['kind', 'text', 'value'].map((part) => `button_${n}_${part}${mark}`);

  test.each([
    ['', ['text*']],
    ['text', ['text*']],
    ['image', ['media*', 'text']],
    ['video', ['media*', 'text']],
    ['document', ['media*', 'text']],
    ['audio', ['media*']],
    ['voice_note', ['media*']],
    ['location', ['latitude*', 'longitude*', 'location_name', 'location_address']],
    ['contact', ['contact_id*']],
    ['buttons', [...heading, ...button(1, '*'), ...button(2, ''), 'footer']],
    ['pix', [...heading, 'button_1_text*', 'pix_currency*', 'pix_name*', 'pix_type*', 'pix_account*', 'footer']],
    ['{{123__kind}}', ['text*']],
  ])('of type “%s” are the chosen ones only, and cost no request', async (type, own) => {
    const { zapier, connection, requests } = await startFrozen();
    for (const [step, later] of [
      ['creates.send_message', []],
      ['creates.schedule_message', ['scheduled_at*', 'if_past']],
    ] as const) {
      const { fields, outcome } = await zapier.fields(connection, step, { ...leftovers, type });
      expect(outcome).toBe('success');
      const media = step === 'creates.send_message' ? 'media' : 'media_url';
      const shown = own.map((key) => key.replace(/^media/, media));
      expect(fields.map(({ key, required }) => key + (required ? '*' : ''))).toEqual([
        'instance_id*',
        'to*',
        'type*',
        ...shown,
        ...later,
        ...shared,
        ...(step.includes('schedule') ? ['date_order'] : []),
      ]);
    }
    expect(requests()).toEqual({});
  });

  test('only Type alters others, and what most people never need is folded away', async () => {
    const { zapier, connection } = await startFrozen();
    const { fields } = await zapier.fields(connection, 'creates.send_message', { type: 'buttons' });
    expect(fields.filter((field) => field.altersDynamicFields).map(({ key }) => key)).toEqual(['type']);
    expect(fields.filter((field) => field.group === 'more_options').map(({ key }) => key)).toEqual(shared);
    const kinds = await zapier.dropdown(connection, 'creates.send_message', 'button_1_kind', {
      input: { type: 'buttons' },
    });
    expect(kinds.choices.map(({ value }) => value)).toEqual(['reply', 'url', 'call', 'copy']);
  });

  test('a file is asked for now, and a lasting link for later', async () => {
    const { zapier, connection } = await startFrozen();
    const now = await zapier.fields(connection, 'creates.send_message', { type: 'image' });
    const later = await zapier.fields(connection, 'creates.schedule_message', { type: 'image' });
    expect(now.fields.find(({ key }) => key === 'media')).toMatchObject({ type: 'file', label: 'Media' });
    expect(later.fields.find(({ key }) => key === 'media_url')).toMatchObject({
      type: 'string',
      label: 'Link to File',
    });
  });
});

describe('media', () => {
  test('a file of an earlier step goes out by the link that the platform gave it', async () => {
    const { create, control } = await startFrozen();
    const link = 'https://zapier.com/engine/hydrate/42/.eJwV/';
    const run = await create('send_message', { ...who, type: 'document', media: mapped(link) });
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(control.ledger()).toMatchObject([{ type: 'document', mediaUrl: link }]);
  });
});
