import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as z from 'zod/mini';
import * as schemas from '../../../lib/msgflash/schemas.ts';
import { record } from '../rows.ts';

const { unwrap, errorBody, newWebhook, payload } = schemas;

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
  expect(everySchema.length).toBeGreaterThan(15);
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

describe('an error', () => {
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
});

describe('what an answer must have', () => {
  const reads = (name: string) => {
    const schema = everySchema.find((each) => each.name === name)?.schema;
    return (value: unknown) => schema && z.safeParse(schema, value).success;
  };

  test.each(['instance', 'message', 'template', 'contact', 'group', 'campaign'])('one %s needs its id', (name) => {
    const answers = [{ id: 'x' }, { [name]: { id: 'x' } }, {}, { id: 7 }, []];
    const read = reads(`one${name[0]?.toUpperCase()}${name.slice(1)}`);
    expect(answers.map(read)).toEqual([true, true, false, false, false]);
  });

  test.each(['instance', 'message', 'template', 'contact', 'group', 'webhook'])('a list of %ss needs ids', (name) => {
    const answers = [[{ id: 'x' }], { [`${name}s`]: [] }, {}, [{ id: 7 }], { [`${name}s`]: [{}] }];
    expect(answers.map(reads(`${name}List`))).toEqual([true, true, false, false, false]);
  });

  const item = { id: 'one' };
  const paging = { nextCursor: 'next', hasMore: true, total: 7 };
  const noPaging = { nextCursor: null, hasMore: null, total: null };
  const named = { messages: [item], ...paging };
  test.each<[string, unknown, object]>([
    ['bare', [item], noPaging],
    ['in an envelope', { data: [item] }, noPaging],
    ['in two envelopes', { data: { data: [item] } }, noPaging],
    ['named', named, paging],
    ['named, in an envelope', { data: named }, paging],
    ['named, in two envelopes', { data: { data: named } }, paging],
    ['named, with odd paging', { data: { ...named, nextCursor: 5, hasMore: 'yes', total: '7' } }, noPaging],
  ])('a list of every generation: %s', (_what, answer, page) => {
    expect(z.parse(schemas.messageList, unwrap(answer))).toMatchObject({ items: [item], ...page });
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

  const stamped = (timestamp: unknown) => ({ timestamp });
  const at = '2026-11-20T10:00:00.000Z';
  test.each<[string | null, ...object[]]>([
    [
      at,
      ...[1_795_168_800, 1_795_168_800_000, '1795168800', ' 1795168800000 ', '2026-11-20T10:00:00Z'].map(stamped),
      ...['2026-11-20T11:00:00+01:00', '2026-11-20T11:00:00.000+0100', '2026-11-20 10:00:00'].map(stamped),
      ...['2026-11-20T10:00'].map(stamped),
      ...[1_795_168_800, '1795168800'].map((messageTimestamp) => ({ messageTimestamp })),
      ...['', null, 'now'].map((timestamp) => ({ timestamp, messageTimestamp: 1_795_168_800 })),
      { timestamp: null, data: { timestamp: 1_795_168_800 } },
    ],
    ['2026-11-20T10:00:00.250Z', { timestamp: 1_795_168_800.25 }],
    ['2026-11-20T10:00:00.500Z', { timestamp: '1795168800.5' }],
    ['2026-11-20T00:00:00.000Z', { timestamp: '2026-11-20' }],
    [null, {}, ...['now', '20/11/2026', '2026-11-31T99:00', 0, 1_795, true, {}].map(stamped)],
  ])('the time is %s', (time, ...bodies) => {
    for (const body of bodies) {
      const { timestamp } = z.parse(payload, { event: 'message.received', ...body });
      expect({ body, timestamp }).toEqual({ body, timestamp: time });
    }
  });

  const undelivered = 'Message undeliverable';
  test.each<[string | null, ...unknown[]]>([
    ['Gone', ' Gone '],
    ['131026', 131026, { code: 131026 }],
    [`131026: ${undelivered}`, ...[131026, '131026'].map((code) => ({ code, message: undelivered }))],
    [`131026: ${undelivered}`, { code: 131026, message: '', description: undelivered }],
    [undelivered, undelivered, ...['message', 'description', 'reason'].map((key) => ({ [key]: undelivered }))],
    [undelivered, { message: undelivered, reason: 'blocked' }, [{ message: undelivered }, null, {}]],
    ['131026: blocked', { code: 131026, reason: 'blocked' }],
    ['131026: Undeliverable; Blocked', [{ code: 131026, message: 'Undeliverable' }, { message: 'Blocked' }]],
    ['Undeliverable; Blocked', ['Undeliverable', 'Blocked']],
    [null, {}, [], '', '  ', null, false, { message: {} }],
  ])('the error is %j', (text, ...errors) => {
    for (const error of errors) {
      for (const body of [{ error }, { data: { error } }, { error: null, data: { message: { error } } }]) {
        expect({ body, text: z.parse(payload, { event: 'message.failed', ...body }).error }).toEqual({ body, text });
      }
    }
  });
});
