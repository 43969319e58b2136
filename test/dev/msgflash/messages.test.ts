import { describe, expect, test } from '@jest/globals';
import { demo } from '../../../dev/msgflash/demo.ts';
import { START, start } from './start.ts';

const { instances, templates, contacts, numbers } = demo;
const statusOf = async (api: Awaited<ReturnType<typeof start>>, id: unknown) =>
  (await api.call(`GET /messages/${id}`)).body.data;

describe('sending', () => {
  test('answers with the documented object and moves on by the clock', async () => {
    const api = await start({ steps: { sent: 500, delivered: 1500, read: 3000 } });
    const { status, headers, body } = await api.send();
    expect(status).toBe(201);
    expect(headers.get('date')).toBe(START.toUTCString());
    expect(body.data).toEqual({
      id: expect.any(String),
      instanceId: instances.mainStore,
      contactId: null,
      campaignId: null,
      type: 'text',
      to: numbers.stranger,
      body: 'Hello',
      mediaUrl: null,
      status: 'queued',
      warnings: [],
      safety: { decision: 'allow', riskLevel: 'low', state: 'stable', score: 92, reasons: [], recommendations: [] },
      error: null,
      providerMessageId: null,
      createdAt: '2026-11-20T10:00:00.000Z',
      updatedAt: '2026-11-20T10:00:00.000Z',
    });
    const seen: unknown[] = [];
    for (const ms of [499, 1, 1499, 1, 2999, 1]) {
      await api.clock.advance(ms);
      seen.push((await statusOf(api, body.data.id)).status);
    }
    expect(seen).toEqual(['queued', 'sent', 'sent', 'delivered', 'delivered', 'read']);
    expect(await statusOf(api, body.data.id)).toMatchObject({
      userId: demo.accountId,
      direction: 'outbound',
      from: null,
      meta: {},
      providerMessageId: expect.stringMatching(/^BAE5[0-9A-F]{12}$/),
      updatedAt: '2026-11-20T10:00:05.000Z',
    });
  });

  test('an instance that warms up warns and does not block', async () => {
    const api = await start();
    const { status, body } = await api.send({ instanceId: instances.support });
    expect(status).toBe(201);
    expect(body.data.warnings).toEqual(['This instance is still in the warmup phase.']);
    expect(body.data.safety).toMatchObject({ decision: 'warn', state: 'warming', score: 56 });
  });

  test('never gets to read where that is off', async () => {
    const api = await start({ steps: { read: null } });
    const { body } = await api.send();
    await api.clock.advance(3_600_000);
    expect((await statusOf(api, body.data.id)).status).toBe('delivered');
  });

  test.each([
    ['a number that fails', { to: numbers.failing }, 'The recipient could not be reached'],
    ['a number not on WhatsApp', { to: numbers.notOnWhatsApp }, 'The number is not on WhatsApp'],
    ['a disconnected instance', { instanceId: instances.events }, 'Instance is not connected'],
  ])('%s ends failed with a reason', async (_what, changes, reason) => {
    const api = await start();
    const { status, body } = await api.send(changes);
    expect(status).toBe(201);
    await api.clock.advance(60_000);
    expect(await statusOf(api, body.data.id)).toMatchObject({ status: 'failed', error: reason });
    expect(api.control.ledger()).toMatchObject([{ sentAt: null, status: 'failed', error: reason }]);
  });

  test.each([
    ['image', { mediaUrl: 'https://example.com/a.png', text: 'Look' }, 'Look'],
    ['voice_note', { mediaUrl: 'https://example.com/a.ogg', text: undefined }, null],
    ['location', { latitude: 45.76, longitude: 4.83, locationName: 'Lyon', text: undefined }, null],
    ['contact', { contactId: contacts.awa, text: undefined }, null],
    [
      'buttons',
      {
        title: 'Shall we?',
        description: 'Tell us',
        text: undefined,
        buttons: [
          { displayText: 'Yes', title: 'reply', id: 'yes' },
          { displayText: 'Site', type: 'url', title: 'url', url: 'https://example.com' },
        ],
      },
      'Tell us',
    ],
    [
      'buttons',
      {
        title: 'Pay',
        description: 'By PIX',
        text: undefined,
        buttons: [{ displayText: 'Pay', type: 'pix', currency: 'BRL', name: 'Shop', keyType: 'email', key: 'a@b.br' }],
      },
      'By PIX',
    ],
  ])('takes %s', async (type, changes, body) => {
    const api = await start();
    const result = await api.send({ type, ...changes });
    expect([result.status, result.body.data.type, result.body.data.body]).toEqual([201, type, body]);
    expect(api.control.ledger()).toMatchObject([{ type, text: body, to: numbers.stranger }]);
  });

  test('the ledger tells what went to whom and when', async () => {
    const api = await start();
    const { body } = await api.send({ text: 'Salut 👋' });
    await api.clock.advance(500);
    expect(api.control.ledger()).toEqual([
      {
        messageId: body.data.id,
        instanceId: instances.mainStore,
        to: numbers.stranger,
        type: 'text',
        text: 'Salut 👋',
        mediaUrl: null,
        contactId: null,
        campaignId: null,
        templateId: null,
        extra: {},
        acceptedAt: '2026-11-20T10:00:00.000Z',
        scheduledAt: null,
        sentAt: '2026-11-20T10:00:00.500Z',
        status: 'sent',
        error: null,
      },
    ]);
  });
});

describe('templates in messages', () => {
  const send = { type: undefined, text: undefined };

  test.each([
    [
      'custom values, numbers too',
      { templateId: templates.orderShipped, variables: { order: 1042, date: 'Monday', link: 'https://a.fr' } },
      'Good news: order 1042 is on its way and arrives on Monday. Track it: https://a.fr',
    ],
    [
      'odd names',
      {
        templateId: templates.oddNames,
        variables: { 'n° de commande': 'A1', 'order-total': 12.5, prénom: 'Zoé', x_code: 'X', 'a.b': 'AB' },
      },
      'Facture A1 : 12.5 € — Zoé, X AB',
    ],
    [
      'the contact',
      { templateId: templates.hello, contactId: contacts.awa },
      'Hello Awa, thank you for your visit. Your number is +33639981001.',
    ],
    [
      'contact, its metadata and tags',
      { templateId: templates.everything, contactId: contacts.awa, variables: { code: '{{contact.name}}' } },
      'Hi Awa (vip, lyon), you have 120 points. Code: {{contact.name}}',
    ],
    [
      'user and instance',
      { templateId: templates.appointment, contactId: contacts.luc, variables: { day: 'Friday', hour: '10:00' } },
      'Luc Bernard, we expect you on Friday at 10:00. Camille Martin, Main Store',
    ],
  ])('%s', async (_what, changes, rendered) => {
    const api = await start();
    const { status, body } = await api.send({ ...send, ...changes });
    expect([status, body.data.body]).toEqual([201, rendered]);
    expect((await statusOf(api, body.data.id)).meta).toMatchObject({
      templateId: changes.templateId,
      missingVariables: [],
    });
  });

  test('the type and the link are the template’s', async () => {
    const api = await start();
    const { body } = await api.send({ ...send, templateId: templates.poster, variables: { name: 'Awa' } });
    expect(body.data).toMatchObject({
      type: 'image',
      mediaUrl: 'https://example.com/poster.jpg',
      body: 'See you there, Awa!',
    });
  });
});

describe('scheduling', () => {
  const at = (scheduledAt: string, changes = {}) => ({
    instanceId: instances.mainStore,
    to: numbers.stranger,
    type: 'text',
    text: 'Later',
    scheduledAt,
    ...changes,
  });

  test('waits for its time and does not repeat it in the answer', async () => {
    const api = await start({ steps: { sent: 0 } });
    const { status, body } = await api.call('POST /messages/schedule', at('2026-11-20T12:00:00+01:00'));
    expect(status).toBe(201);
    expect(body.data).toMatchObject({ status: 'queued', direction: 'outbound', from: null, userId: demo.accountId });
    expect(body.data).not.toHaveProperty('scheduledAt');
    await api.clock.advance(3_599_999);
    expect((await statusOf(api, body.data.id)).status).toBe('queued');
    await api.clock.advance(1);
    expect((await statusOf(api, body.data.id)).status).toBe('sent');
  });

  test('a past date goes out at once', async () => {
    const api = await start();
    const { body } = await api.call('POST /messages/schedule', at('2020-01-01T00:00:00Z'));
    await api.clock.advance(500);
    expect((await statusOf(api, body.data.id)).status).toBe('sent');
  });

  test('the quota is looked at again when the message goes out', async () => {
    const api = await start();
    const { body } = await api.call('POST /messages/schedule', at('2026-11-20T11:00:00Z'));
    api.control.setUsage({ messages: 50_000 });
    await api.clock.advance(3_601_000);
    expect(await statusOf(api, body.data.id)).toMatchObject({
      status: 'failed',
      error: 'Monthly outbound quota exceeded',
    });
  });

  test('fails when the instance is gone at that moment', async () => {
    const api = await start();
    const { body } = await api.call('POST /messages/schedule', at('2026-11-20T11:00:00Z'));
    api.control.unlink({ instance: 'Main Store' });
    await api.clock.advance(3_601_000);
    expect((await statusOf(api, body.data.id)).status).toBe('failed');
  });
});

describe('the list', () => {
  test('pages newest first, through everything once', async () => {
    const api = await start();
    const sent: unknown[] = [];
    for (let index = 0; index < 7; index++) sent.push((await api.send({ text: `${index}` })).body.data.id);
    const seen: unknown[] = [];
    let cursor: unknown = null;
    let pages = 0;
    do {
      const { data } = (await api.call(`GET /messages?limit=3${cursor ? `&cursor=${cursor}` : ''}`)).body;
      expect(Boolean(data.nextCursor)).toBe(Boolean(data.hasMore));
      for (const message of Array.isArray(data.messages) ? data.messages : []) seen.push(message.id);
      cursor = data.nextCursor;
      pages++;
      // A message that comes in between must not shift the pages.
      await api.send({ text: 'between' });
    } while (cursor);
    expect(pages).toBe(4);
    expect(seen.slice(0, 7)).toEqual(sent.toReversed());
    expect(new Set(seen).size).toBe(12);
  });

  test('filters by instance and status; what a customer wrote is in it', async () => {
    const api = await start();
    api.control.receive({ instance: 'Support', from: numbers.awa, text: 'Hello?' });
    const { data } = (await api.call(`GET /messages?instanceId=${instances.support}&status=received`)).body;
    expect(data.messages).toMatchObject([
      {
        direction: 'inbound',
        status: 'received',
        from: numbers.awa,
        to: '+33639980002',
        body: 'Hello?',
        contactId: contacts.awa,
      },
    ]);
  });

  test("a team's key sees its instances only, another account nothing of it", async () => {
    const api = await start();
    await api.send({ instanceId: instances.events, text: 'not the team’s' });
    const asTeam = await api.call('GET /messages', undefined, {
      'x-api-key': demo.teamKey,
      'x-team-id': demo.teamId,
    });
    expect(JSON.stringify(asTeam.body)).toContain('order 1042');
    expect(JSON.stringify(asTeam.body)).not.toContain('not the team');
    const other = await api.call('GET /messages', undefined, { 'x-api-key': demo.otherKey });
    expect(other.body.data.messages).toEqual([]);
  });
});
