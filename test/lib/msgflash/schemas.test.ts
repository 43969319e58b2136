import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as z from 'zod/mini';
import * as schemas from '../../../lib/msgflash/schemas.ts';
import { record } from '../rows.ts';

const { unwrap, errorBody, newWebhook, numberLookup, payload } = schemas;

const isSchema = (value: unknown): value is z.ZodMiniType => value instanceof z.ZodMiniType;
const everySchema = Object.entries(schemas).flatMap(([name, value]) =>
  isSchema(value) ? [{ name, schema: value }] : [],
);

/** JSON with the names that the schemas look at, so that it gets past their first glance. */
const names = fc.constantFrom(
  ...['id', 'data', 'message', 'messages', 'instance', 'instances', 'contacts', 'error', 'code', 'details', 'path'],
  ...['meta', 'tags', 'variables', 'stats', 'usage', 'result', 'onWhatsApp', 'event', 'secret', 'nextCursor', 'user'],
  ...['__proto__', 'constructor', 'toString'],
);
const { anyJson } = fc.letrec((tie) => ({
  anyJson: fc.oneof(
    { depthSize: 'medium' },
    fc.constantFrom(null, true, false, 0, -1.5, '', 'message.read', 'x'),
    fc.string(),
    fc.array(tie('anyJson'), { maxLength: 3 }),
    fc.dictionary(names, tie('anyJson'), { maxKeys: 5 }),
  ),
}));

describe('any answer at all', () => {
  test('there are schemas to try', () => {
    expect(everySchema.length).toBeGreaterThan(15);
  });

  test.each(everySchema)('$name reads it or says no, and never throws', ({ schema }) => {
    fc.assert(
      fc.property(fc.oneof(anyJson, fc.jsonValue()), (value) => {
        const { success, error } = z.safeParse(schema, unwrap(value));
        expect(success || error instanceof z.core.$ZodError).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  test('unwrap ends, and never invents', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(unwrap({ data: { data: { data: { id: value } } } })).toEqual({ id: value });
        expect(unwrap([value])).toEqual([value]);
      }),
    );
  });
});

describe('unwrap', () => {
  test.each([
    ['nothing to peel', { id: 1 }, { id: 1 }],
    ['one envelope', { data: { id: 1 } }, { id: 1 }],
    ['three envelopes', { data: { data: { data: [1] } } }, [1]],
    ['an envelope with something beside it', { data: { id: 1 }, success: true }, { id: 1 }],
    ['data that is text', { data: 'x' }, { data: 'x' }],
    ['data that is null', { data: null }, { data: null }],
    ['an array with data in it', [{ data: 1 }], [{ data: 1 }]],
    ['nothing', undefined, undefined],
  ])('%s', (_what, answer, data) => {
    expect(unwrap(answer)).toEqual(data);
  });
});

describe('errorBody', () => {
  const none = { code: '', reason: '', fields: [], missing: [] };
  const details = [{ field: 'a.b' }, { path: ['c', 'd'] }, { param: 'e' }, 'f', {}];
  test.each([
    ['empty', {}, none],
    ['of odd types', { code: 1, message: null, details: {} }, none],
    [
      'with details of every shape',
      { code: 'X', message: 'm', details },
      { ...none, code: 'X', reason: 'm', fields: ['a', 'c', 'e'] },
    ],
  ])('%s', (_what, error, read) => {
    expect(z.parse(errorBody, { error })).toEqual(read);
  });

  const NAMED = ['custom.first name', 'contact.meta.city'];
  test.each([
    ['meta', { meta: { missingVariables: NAMED } }],
    ['an object of details', { details: { missingVariables: NAMED } }],
    ['a list in the details', { details: [{ missingVariables: NAMED }] }],
    ['paths', { details: NAMED.map((path) => ({ path, message: 'Required' })) }],
    ['paths in pieces', { details: [{ path: ['custom', 'first name'] }, { path: ['contact', 'meta', 'city'] }] }],
    ['paths of the request', { details: [{ field: 'variables.first name' }, { field: 'contact.meta.city' }] }],
    ['variables', { details: NAMED.map((variable) => ({ variable })) }],
    ['texts', { details: NAMED }],
    ['the sentence', { message: 'Missing template variables: custom.first name, contact.meta.city.' }],
    ['the sentence, in braces', { message: 'No value for: {{custom.first name}}, "contact.meta.city"' }],
    ['meta and the sentence', { meta: { missingVariables: NAMED }, message: 'Missing: custom.other' }],
    ['the same twice', { details: [...NAMED, ...NAMED] }],
  ])('variables without a value are named in %s', (_where, error) => {
    expect(z.parse(errorBody, { error: { code: 'TEMPLATE_VARIABLES_MISSING', ...error } }).missing).toEqual(NAMED);
  });

  test.each([
    ['nothing', {}],
    ['a sentence without names', { message: 'Missing template variables' }],
    ['odd lists', { meta: { missingVariables: [7] }, details: [null, 7, { path: [] }, { message: 'custom.a' }] }],
    ['another code', { code: 'TEMPLATE_INVALID', message: 'Bad: custom.a', details: ['custom.a'] }],
  ])('none are named in %s', (_where, error) => {
    expect(z.parse(errorBody, { error: { code: 'TEMPLATE_VARIABLES_MISSING', ...error } }).missing).toEqual([]);
  });

  test.each([[{}], [{ error: 'x' }], [{ error: null }], [null], ['x']])('%j is none', (body) => {
    expect(z.safeParse(errorBody, body).success).toBe(false);
  });
});

describe('what an answer must have', () => {
  const lists = {
    instanceList: 'instances',
    messageList: 'messages',
    templateList: 'templates',
    contactList: 'contacts',
  };
  test('a thing needs its id, a list its things, and each of them an id', () => {
    const things = Object.entries(schemas).filter(([name]) => /^one[A-Z]/.test(name));
    expect(things).toHaveLength(6);
    for (const [name, schema] of things) {
      const read = (value: unknown) => isSchema(schema) && z.safeParse(schema, value).success;
      expect([name, read({ id: 'x' }), read({}), read({ id: 7 }), read([])]).toEqual([name, true, false, false, false]);
    }
    for (const [name, schema] of Object.entries(schemas)) {
      const key = Object.entries({ ...lists, groupList: 'groups', webhookList: 'webhooks' }).find(
        ([list]) => list === name,
      )?.[1];
      if (!key || !isSchema(schema)) continue;
      const read = (value: unknown) => z.safeParse(schema, value).success;
      expect([name, read([{ id: 'x' }]), read({ [key]: [] }), read({}), read([{ id: 7 }])]).toEqual([
        name,
        true,
        true,
        false,
        false,
      ]);
    }
  });

  test.each([{ id: 'wh_1' }, { id: 'wh_1', secret: '' }, { id: 'wh_1', secret: null }, { secret: 'x' }])(
    'a webhook needs its secret: %j',
    (answer) => {
      expect(z.safeParse(newWebhook, answer).success).toBe(false);
    },
  );

  test.each([{}, { notFound: 2 }, { status: 'done' }, { added: '2' }, { mode: 'async' }, { jobId: 7 }, null, 'done'])(
    '%j says neither what was done nor who is doing it',
    (answer) => {
      expect(z.safeParse(schemas.membership, answer).success).toBe(false);
    },
  );

  test.each([{ added: 0 }, { removed: 1 }, { jobId: 'job_1' }])('%j says enough', (answer) => {
    expect(z.parse(schemas.membership, answer)).toMatchObject(answer);
  });

  test('a number check keeps what was found, takes an odd list for an empty one, and has no result at first', () => {
    const entry = { input: '+33639980042', normalized: '33639980042', reason: null };
    const check = { mode: 'sync', lookupId: 'l', status: 'done' };
    const result = { onWhatsApp: [{ ...entry, jid: 'x' }], notOnWhatsApp: 'none' };
    const read = { onWhatsApp: [entry], notOnWhatsApp: [], invalid: [] };
    expect(z.parse(numberLookup, { ...check, requested: 1, result })).toEqual({ ...check, result: read });
    expect(z.parse(numberLookup, check).result).toBeNull();
  });

  test('what the answer does not say about a contact is unknown, not empty', () => {
    for (const value of [undefined, null]) {
      const { tags, meta } = z.parse(schemas.oneContact, { id: 'c', tags: value, meta: value });
      expect([tags, meta]).toEqual([value, value]);
    }
    expect(z.parse(schemas.oneContact, { id: 'c', tags: [], meta: {} })).toMatchObject({ tags: [], meta: {} });
  });
});

describe('payload', () => {
  const documented = record(`
    event: message.delivered | instanceId: inst_1 | messageId: msg_1 | providerMessageId: BAE5D1A2B3C4D5E6
    to: +33639980042 | status: delivered | timestamp: 2026-04-01T10:00:05.000Z`);
  const { status: _status, ...told } = documented;
  const { event, ...inner } = documented;

  test.each([
    documented,
    { event, data: inner },
    { event, message: inner },
    { event, data: { message: inner } },
    { data: documented },
  ])('the documented sample, flat or nested: %j', (body) => {
    expect(z.parse(payload, body)).toMatchObject(told);
  });

  test('what stands outside wins over what stands inside', () => {
    const [outside, inside] = ['2026-11-20T10:00:00.000Z', '2026-11-20T11:00:00.000Z'];
    const body = {
      event: 'message.read',
      timestamp: outside,
      data: { event: 'other', timestamp: inside, messageId: 'm' },
    };
    expect(z.parse(payload, body)).toMatchObject({ event: 'message.read', timestamp: outside, messageId: 'm' });
  });

  test.each([
    ['an id of its own is the message of a message event', { event: 'message.received', id: 'x' }, 'x', null],
    ['an id of its own is the instance of an instance event', { event: 'instance.connected', id: 'x' }, null, 'x'],
    ['it never replaces a message id', { event: 'message.received', id: 'x', messageId: 'm' }, 'm', null],
    ['it never replaces an instance id', { event: 'instance.connected', id: 'x', instanceId: 'i' }, null, 'i'],
    ['without an event it is nothing', { id: 'x' }, null, null],
  ])('%s', (_what, body, messageId, instanceId) => {
    expect(z.parse(payload, body)).toMatchObject({ messageId, instanceId });
  });

  test('text is read where body is missing', () => {
    expect(z.parse(payload, { event: 'message.received', text: 'Hello' })).toMatchObject({ body: 'Hello' });
    expect(z.parse(payload, { event: 'message.received', body: 'Hi', text: 'Hello' })).toMatchObject({ body: 'Hi' });
  });

  const at = '2026-11-20T10:00:00.000Z';
  test.each([
    [{ timestamp: 1_795_168_800 }, at],
    [{ timestamp: 1_795_168_800_000 }, at],
    [{ timestamp: '1795168800' }, at],
    [{ timestamp: ' 1795168800000 ' }, at],
    [{ timestamp: 1_795_168_800.25 }, '2026-11-20T10:00:00.250Z'],
    [{ timestamp: '1795168800.5' }, '2026-11-20T10:00:00.500Z'],
    [{ timestamp: '2026-11-20T10:00:00Z' }, at],
    [{ timestamp: '2026-11-20T11:00:00+01:00' }, at],
    [{ timestamp: '2026-11-20T11:00:00.000+0100' }, at],
    [{ timestamp: '2026-11-20 10:00:00' }, at],
    [{ timestamp: '2026-11-20T10:00' }, at],
    [{ timestamp: '2026-11-20' }, '2026-11-20T00:00:00.000Z'],
    [{ messageTimestamp: 1_795_168_800 }, at],
    [{ messageTimestamp: '1795168800' }, at],
    [{ timestamp: '', messageTimestamp: '1795168800' }, at],
    [{ timestamp: null, messageTimestamp: 1_795_168_800 }, at],
    [{ timestamp: 'now', messageTimestamp: 1_795_168_800 }, at],
    [{ timestamp: null, data: { timestamp: 1_795_168_800 } }, at],
    [{ timestamp: 'now' }, null],
    [{ timestamp: '20/11/2026' }, null],
    [{ timestamp: '2026-11-31T99:00' }, null],
    [{ timestamp: 0 }, null],
    [{ timestamp: 1_795 }, null],
    [{ timestamp: true }, null],
    [{ timestamp: {} }, null],
    [{}, null],
  ])('%j is at %s', (body, time) => {
    expect(z.parse(payload, { event: 'message.received', ...body }).timestamp).toBe(time);
  });

  test.each([
    ['The number is not on WhatsApp', 'The number is not on WhatsApp'],
    [' Gone ', 'Gone'],
    [131026, '131026'],
    [{ code: 131026, message: 'Message undeliverable' }, '131026: Message undeliverable'],
    [{ code: '131026', message: 'Message undeliverable' }, '131026: Message undeliverable'],
    [{ message: 'Message undeliverable' }, 'Message undeliverable'],
    [{ description: 'Message undeliverable' }, 'Message undeliverable'],
    [{ reason: 'Message undeliverable' }, 'Message undeliverable'],
    [{ code: 131026, reason: 'blocked' }, '131026: blocked'],
    [{ code: 131026, message: '', description: 'Message undeliverable' }, '131026: Message undeliverable'],
    [{ message: 'Message undeliverable', reason: 'blocked' }, 'Message undeliverable'],
    [{ code: 131026 }, '131026'],
    [[{ code: 131026, message: 'Undeliverable' }, { message: 'Blocked' }], '131026: Undeliverable; Blocked'],
    [['Undeliverable', 'Blocked'], 'Undeliverable; Blocked'],
    [[{ message: 'Undeliverable' }, null, {}], 'Undeliverable'],
    [{}, null],
    [[], null],
    ['', null],
    ['  ', null],
    [null, null],
    [false, null],
    [{ message: {} }, null],
  ])('the error %j is %j', (error, text) => {
    for (const body of [{ error }, { data: { error } }, { error: null, data: { message: { error } } }]) {
      expect(z.parse(payload, { event: 'message.failed', ...body }).error).toBe(text);
    }
  });
});
