/** What comes from outside: lists and objects of the API, deliveries, headers, and the bodies of errors. */
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import * as z from 'zod/mini';
import { demo } from '../../dev/msgflash/demo.ts';
import { at } from '../../dev/zapier/values.ts';
import { contactList, messageList, oneMessage, payload, unwrap } from '../../lib/msgflash/schemas.ts';
import { verifySignature } from '../../lib/msgflash/signature.ts';
import { endOf, errors, functionOf } from './once-step.ts';
import { type AsyncProperty, asyncProperty, property } from './properties-check.ts';

const anyJson = fc.jsonValue({ maxDepth: 4 });
const anyId = fc.oneof(fc.uuid(), fc.string({ minLength: 1 }));
const known = [
  'instanceId',
  'contactId',
  'direction',
  'type',
  'from',
  'to',
  'body',
  'status',
  'warnings',
  'safety',
  'meta',
  'createdAt',
];

/** An item with its id, and anything at all under the names that are known, and under others. */
const anyItem = fc
  .tuple(anyId, fc.dictionary(fc.oneof(fc.constantFrom(...known), fc.string(), fc.constant('__proto__')), anyJson))
  .map(([id, rest]) => ({ ...rest, id }));

/** Data as one of the API's generations wraps it. */
function wrapped(value: unknown, depth: number): unknown {
  return depth === 0 ? value : { data: wrapped(value, depth - 1) };
}

const lists = property(
  'lists, in every generation, with anything in their items',
  fc.record({
    items: fc.array(anyItem, { maxLength: 10 }),
    depth: fc.nat(4),
    form: fc.nat(2),
    isContacts: fc.boolean(),
    paging: fc.dictionary(fc.constantFrom('nextCursor', 'hasMore', 'total', 'extra'), anyJson),
  }),
  ({ items, depth, form, isContacts, paging }) => {
    const name = isContacts ? 'contacts' : 'messages';
    const answer = form === 0 && depth > 0 ? wrapped(items, depth) : wrapped({ ...paging, [name]: items }, depth);
    const parsed = z.safeParse(isContacts ? contactList : messageList, unwrap(overTheWire(answer)));
    if (!parsed.success) return 'It could not be read.';
    const ids = parsed.data.items.map(({ id }) => id);
    return JSON.stringify(ids) === JSON.stringify(items.map(({ id }) => id)) ? null : `The ids were read as ${ids}.`;
  },
);

function overTheWire(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

const objects = property(
  'objects, nested or not, with anything in them',
  fc.record({ item: anyItem, depth: fc.nat(4), isNamed: fc.boolean() }),
  ({ item, depth, isNamed }) => {
    // An envelope is told from a thing by what lies under `data`, which no thing of the API has.
    const { data: _data, message: _message, ...plain } = { data: null, message: null, ...item };
    const parsed = z.safeParse(oneMessage, unwrap(overTheWire(wrapped(isNamed ? { message: plain } : plain, depth))));
    if (!parsed.success) return 'It could not be read.';
    if (parsed.data.id !== item.id) return `Its id was read as ${parsed.data.id}.`;
    const { body } = parsed.data;
    return body === null || body === at(item, 'body') ? null : `Its text was read as ${body}.`;
  },
);

/** Keys that are dangerous where objects are merged carelessly, as the beginning of an object. */
const anyTrap = fc.constantFrom(
  '',
  '"__proto__":{"polluted":true},',
  '"constructor":{"prototype":{"polluted":true}},',
  '"__proto__":{"__proto__":{"polluted":true}},',
);

const anything = property(
  'any JSON at all in place of a list, an object or a delivery',
  fc.oneof(
    anyJson,
    fc.string(),
    fc.anything(),
    anyTrap.map((trap) => JSON.parse(`{${trap}"id":"trap","data":{${trap}"id":"trap"}}`)),
    fc.tuple(fc.nat(2_000), fc.constantFrom('data', 'message', 'instance')).map(([depth, name]) => {
      let value: unknown = { id: 'deep' };
      for (let level = 0; level < depth; level++) value = { [name]: value };
      return value;
    }),
  ),
  (value) => {
    for (const schema of [messageList, contactList, oneMessage, payload]) {
      const parsed = z.safeParse(schema, unwrap(value));
      const id: unknown = at(parsed.data, 'id');
      if (parsed.success && schema === oneMessage && typeof id !== 'string') return 'A message without an id was read.';
    }
    return Reflect.has({}, 'polluted') ? 'It reached the prototype of all objects.' : null;
  },
);

const SECRET = 'a-secret-of-the-playground';
const anyBody = fc.oneof(fc.string({ unit: 'grapheme' }), fc.json(), fc.string({ unit: 'binary' }));

const signatures = property(
  'signature headers, right and all but right',
  fc.record({
    body: anyBody,
    place: fc.nat(70),
    change: fc.constantFrom('', '0', 'a', 'f', 'F', ' ', 'g', '=', 'é', '\u0000', ',', '00'),
    isChanged: fc.boolean(),
  }),
  ({ body, place, change, isChanged }) => {
    const right = `sha256=${createHmac('sha256', SECRET).update(body, 'utf8').digest('hex')}`;
    const header = isChanged ? right.slice(0, place) + change + right.slice(place + 1) : right;
    const { ok } = verifySignature(header, SECRET, body);
    if (ok !== (header === right)) return `“${header}” was ${ok ? 'taken' : 'refused'}.`;
    return verifySignature(header, `${SECRET}!`, body).ok ? `“${header}” was taken for another secret.` : null;
  },
);

/** Steps against answers of any kind: what they end in is the platform's, and fit to be read. */
export function answerProperties(app: object): (ReturnType<typeof property> | AsyncProperty)[] {
  const send = functionOf(app, 'creates', 'send_message', 'operation', 'perform');
  const find = functionOf(app, 'searches', 'find_group', 'operation', 'perform');
  const receive = functionOf(app, 'triggers', 'message_received', 'operation', 'perform');

  const platform = (status: number, content: string, headers: Record<string, string>, delays: unknown[]) => ({
    request: async () => ({ status, content, headers: { get: (name: string) => headers[name] ?? null } }),
    cache: { get: async () => null, set: async () => true },
    errors: {
      ...errors,
      ThrottledError: class extends errors.ThrottledError {
        constructor(message: string, delay: unknown) {
          super(message);
          delays.push(delay);
        }
      },
    },
    console: { error: () => {} },
    dehydrateFile: () => 'later',
  });

  const bundleOf = (inputData: object) => ({
    authData: { api_key: demo.key, default_country: 'FR' },
    inputData,
    meta: {},
  });
  const message = { instance_id: demo.instances.mainStore, to: demo.numbers.stranger, type: 'text', text: 'Hello' };

  const anyReason = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 400 }),
    fc.constantFrom(
      demo.key,
      `Bearer ${demo.key} {"a":[1]}`,
      '<b>bold</b>',
      '%7B%22a%22%7D',
      'x'.repeat(5_000),
      'é'.repeat(300),
    ),
    anyJson,
  );
  const anyErrorBody = fc.oneof(
    fc
      .record({
        code: fc.oneof(
          fc.constantFrom('VALIDATION_ERROR', 'UNAUTHORIZED', 'NOT_FOUND', '__proto__', 'constructor'),
          anyReason,
        ),
        message: anyReason,
        details: anyJson,
      })
      .map((error) => JSON.stringify({ error })),
    anyJson.map((value) => JSON.stringify(value)),
    fc.string(),
    fc.constantFrom('', '<html><body>502</body></html>', '{"error":', 'null', '{"error":null}', '{"error":"text"}'),
  );

  const errorBodies = asyncProperty(
    'bodies of errors, whatever the status',
    fc.record({
      status: fc.oneof(
        fc.constantFrom(400, 401, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503),
        fc.integer({ min: 300, max: 599 }),
      ),
      content: anyErrorBody,
      isSearch: fc.boolean(),
      retryAfter: fc.option(fc.constantFrom('5', '120', 'soon', '-1', '1e9', ' 7 ', '999999'), { nil: undefined }),
    }),
    async ({ status, content, isSearch, retryAfter }) => {
      const delays: unknown[] = [];
      const z = platform(status, content, { ...(retryAfter && { 'retry-after': retryAfter }) }, delays);
      const end = await endOf(isSearch ? find(z, bundleOf({ name: 'VIP' })) : send(z, bundleOf(message)));
      if (end.outcome === 'success') return isSearch && status === 404 ? null : 'The step succeeded.';
      if (end.outcome === 'foreign') return `The step threw ${end.message}`;
      return unfit(end.message) ?? unfitDelay(delays);
    },
  );

  const retryHeaders = asyncProperty(
    'Retry-After headers',
    fc.oneof(
      fc.string(),
      fc.integer().map(String),
      fc.double().map(String),
      fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
      fc.nat(10_000).map((seconds) => new Date(Date.now() + seconds * 1000).toUTCString()),
    ),
    async (retryAfter) => {
      const delays: unknown[] = [];
      const content = '{"error":{"code":"API_RATE_LIMIT_EXCEEDED","message":"Slow down"}}';
      const end = await endOf(send(platform(429, content, { 'retry-after': retryAfter }, delays), bundleOf(message)));
      if (end.outcome !== 'throttled') return `The step ended as ${end.outcome}.`;
      return delays.length === 1 ? unfitDelay(delays) : 'It was not told when to come back.';
    },
  );

  const deliveries = asyncProperty(
    'signed deliveries of any content',
    fc.record({
      told: fc.dictionary(
        fc.oneof(
          fc.constantFrom('event', 'messageId', 'id', 'data', 'message', 'from', 'body', 'text', ...known),
          fc.constant('__proto__'),
          fc.string(),
        ),
        anyJson,
      ),
      event: fc.constantFrom('message.received', 'message.received', 'message.sent', undefined),
      raw: fc.option(anyBody, { nil: undefined, freq: 4 }),
      trap: anyTrap,
      // The platform's spelling, and those of others, among headers of any kind.
      name: fc.constantFrom('Http-X-Msgflash-Signature', 'x-msgflash-signature', 'X-MSGFLASH-SIGNATURE'),
      around: fc.dictionary(
        fc.oneof(fc.string(), fc.constantFrom('x-msgflash-signature-2', 'Http-X-Msgflash-Event', '__proto__')),
        fc.oneof(fc.string(), anyJson),
      ),
    }),
    async ({ told, event, raw, trap, name, around }) => {
      const plain = JSON.stringify({ ...told, ...(event && { event }) });
      const content = raw ?? (plain === '{}' ? plain : `{${trap}${plain.slice(1)}`);
      const headers = {
        ...around,
        [name]: `sha256=${createHmac('sha256', SECRET).update(content, 'utf8').digest('hex')}`,
      };
      const z = platform(404, '{}', {}, []);
      const bundle = {
        ...bundleOf({}),
        subscribeData: { id: 'subscription', secret: SECRET },
        rawRequest: { content, headers },
      };
      const end = await endOf(receive(z, bundle));
      // A signature that is not found would end as halted as well.
      if (end.outcome === 'halted') return /signature/.test(end.message) ? end.message : unfit(end.message);
      if (end.outcome !== 'success') return `The step ended as ${end.outcome}: ${end.message}`;
      if (!Array.isArray(end.output) || end.output.length > 1)
        return 'The step returned something else than one record.';
      if (Reflect.has({}, 'polluted')) return 'It reached the prototype of all objects.';
      return end.output.every((record) => typeof at(record, 'id') === 'string') ? null : 'A record came without an id.';
    },
  );

  return [lists, objects, anything, signatures, retryHeaders, errorBodies, deliveries];
}

/** What is wrong with a sentence for people: too long, empty, with markup, JSON or the key in it. */
function unfit(sentence: string): string | null {
  if (sentence.trim() === '') return 'The sentence is empty.';
  if ([...sentence].length > 250) return `The sentence has ${[...sentence].length} characters.`;
  if (sentence.includes(demo.key)) return 'The sentence holds the key.';
  if (/[{}[\]\\]|<[^>]*>|[\n\r]/.test(sentence)) return `The sentence is not plain: ${sentence}`;
  return null;
}

function unfitDelay(delays: readonly unknown[]): string | null {
  const odd = delays.find((delay) => !Number.isInteger(delay) || Number(delay) < 0 || Number(delay) >= 1_000_000);
  return odd === undefined ? null : `The step is to come back after ${String(odd)} seconds.`;
}
