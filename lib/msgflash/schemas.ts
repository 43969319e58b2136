import * as z from 'zod/mini';

/**
 * The parts of MsgFlash's responses that we use. Lenient, because the documentation describes several versions: unknown
 * keys are dropped, and an optional key that is missing or has another type becomes null. IDs and lists are required.
 */

/** The data of a response, and the server's time (ms since 1970; null if there was no `Date` header). */
export interface Answer<T> {
  data: T;
  serverTime: number | null;
}

/** Removes the `{"data": …}` envelope, even if it is nested several times. */
export function unwrap(response: unknown): unknown {
  let value = response;
  for (let inner = inside(value); inner !== undefined; inner = inside(value)) value = inner;
  return value;
}

function inside(value: unknown): unknown {
  const isEnvelope = isObject(value) && typeof value.data === 'object' && value.data !== null;
  return isEnvelope ? value.data : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An optional key: null when missing or of another type. */
function optional<T>(schema: z.ZodMiniType<T>) {
  return z.transform((value): T | null => z.safeParse(schema, value).data ?? null);
}

// Plain transforms, because nearly every key is one of these and a schema for each would take five times as long.
const text = z.transform(textOf);
const number = z.transform((value) => (typeof value === 'number' ? value : null));
const texts = optional(z.array(z.string()));

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** One item, which may be nested under its own name: `{"data":{"group":{…}}}`. */
function one<T extends z.ZodMiniType>(name: string, schema: T) {
  return z.pipe(
    z.transform((value) => (isObject(value) && isObject(value[name]) && !('id' in value) ? value[name] : value)),
    schema,
  );
}

/** A list: a bare array (older version), or under one of its names with the paging keys next to it. */
function list<T extends z.ZodMiniType>(names: readonly string[], item: T) {
  return z.pipe(
    z.transform((value) => {
      if (Array.isArray(value)) return { items: value };
      if (!isObject(value)) return value;
      const name = names.find((candidate) => Array.isArray(value[candidate]));
      return { ...value, items: name && value[name] };
    }),
    z.object({ items: z.array(item), nextCursor: text, hasMore: optional(z.boolean()), total: number }),
  );
}

/** A page of a list. `hasMore` is null if the response does not say. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
  hasMore: boolean | null;
  total: number | null;
}

/**
 * `{"error":{code,message,details}}`. The shape of `details` is not documented, so any text or path in it is used. Some
 * responses also have `meta`.
 */
export const errorBody = z.lazy(() =>
  z.pipe(
    z.object({
      error: z.object({
        code: z.catch(z.string(), ''),
        message: z.catch(z.string(), ''),
        details: z.optional(z.unknown()),
        meta: z.optional(z.unknown()),
      }),
    }),
    z.transform(({ error: { code, message, details, meta } }) => {
      const list = Array.isArray(details) ? details : [];
      const missing = code === 'TEMPLATE_VARIABLES_MISSING' ? missingIn(message, [meta, details, ...list]) : [];
      return { code, reason: message, fields: list.flatMap(fieldOf), missing };
    }),
  ),
);

/**
 * The variables that an error about a template names: in `missingVariables`, else in its details, else in its message.
 */
function missingIn(message: string, places: readonly unknown[]): string[] {
  const listed = places.flatMap((place) => (isObject(place) ? (z.parse(texts, place.missingVariables) ?? []) : []));
  const single = places.flatMap((place) => {
    if (typeof place === 'string') return variablesIn(place);
    if (!isObject(place)) return [];
    return [place.variable, place.path, place.field, place.param].flatMap((name) => {
      const written = Array.isArray(name) ? name.join('.') : name;
      return typeof written === 'string' ? variablesIn(written) : [];
    });
  });
  const named = [listed, single, variablesIn(message)].find((names) => names.length > 0) ?? [];
  return [...new Set(named)];
}

/** Variables in a text such as `Missing template variables: custom.code, contact.meta.city`. */
function variablesIn(sentence: string): string[] {
  return sentence
    .replace(/^(?!(?:contact|user|instance|custom)\.)[^:]*:/, '')
    .split(',')
    .map((name) => name.replace(/^[\s"'`{]+|[\s"'`}.]+$/g, '').replace(/^variables\.(?!custom\.)/, 'custom.'))
    .filter((name) => /^(contact|user|instance|custom)\../.test(name));
}

function fieldOf(detail: unknown): string[] {
  if (!isObject(detail)) return [];
  const path = detail.field ?? detail.path ?? detail.param;
  const first = Array.isArray(path) ? path[0] : path;
  return typeof first === 'string' ? [first.split('.')[0] ?? first] : [];
}

const instance = z.lazy(() =>
  z.object({
    id: z.string(),
    name: text,
    waNumber: text,
    status: text,
    createdAt: text,
    updatedAt: text,
  }),
);
export type Instance = z.output<typeof instance>;
export const oneInstance = z.lazy(() => one('instance', instance));
export const instanceList = z.lazy(() => list(['instances'], instance));

export const instanceState = z.lazy(() => z.object({ status: text, providerState: text }));
export type InstanceState = z.output<typeof instanceState>;

export const instanceHealth = z.lazy(() =>
  z.object({
    safetyState: text,
    safetyScore: number,
    warmupPolicy: optional(z.object({ hourlyOutboundCap: number, dailyOutboundCap: number })),
    usageWindowSummary: optional(z.object({ outbound1h: number, outbound24h: number })),
    recommendations: texts,
  }),
);
export type InstanceHealth = z.output<typeof instanceHealth>;

const safety = z.lazy(() => z.object({ decision: text, riskLevel: text, score: number }));

const message = z.lazy(() =>
  z.object({
    id: z.string(),
    instanceId: text,
    contactId: text,
    campaignId: text,
    direction: text,
    type: text,
    from: text,
    to: text,
    body: text,
    mediaUrl: text,
    status: text,
    warnings: texts,
    safety: optional(safety),
    error: z.transform(errorText),
    providerMessageId: text,
    meta: optional(z.object({ templateId: text, workerSafety: optional(safety) })),
    createdAt: text,
    updatedAt: text,
  }),
);
export type Message = z.output<typeof message>;
export const oneMessage = z.lazy(() => one('message', message));
export const messageList = z.lazy(() => list(['messages'], message));

const template = z.lazy(() =>
  z.object({
    id: z.string(),
    name: text,
    type: text,
    body: text,
    mediaUrl: text,
    variables: texts,
    createdAt: text,
    updatedAt: text,
  }),
);
export type Template = z.output<typeof template>;
export const oneTemplate = z.lazy(() => one('template', template));
export const templateList = z.lazy(() => list(['templates'], template));

const contact = z.lazy(() =>
  z.object({
    id: z.string(),
    name: text,
    phone: text,
    // Undefined if the response does not say: merging must not treat unknown as empty.
    tags: z.catch(z.optional(z.nullable(z.array(z.string()))), undefined),
    meta: z.catch(z.optional(z.nullable(z.record(z.string(), z.unknown()))), undefined),
    temperature: optional(z.union([z.string(), z.number()])),
    createdAt: text,
    updatedAt: text,
  }),
);
export type Contact = z.output<typeof contact>;
export const oneContact = z.lazy(() => one('contact', contact));
export const contactList = z.lazy(() => list(['contacts'], contact));

const group = z.lazy(() =>
  z.object({
    id: z.string(),
    name: text,
    description: text,
    color: text,
    contactCount: number,
    createdAt: text,
  }),
);
export type Group = z.output<typeof group>;
export const oneGroup = z.lazy(() => one('group', group));
export const groupList = z.lazy(() => list(['groups'], group));

/** The result of adding or removing members: counts, or a job for 100 members or more. One of them must be there. */
export const membership = z.lazy(() =>
  z
    .object({
      added: number,
      alreadyInGroup: number,
      removed: number,
      notInGroup: number,
      notFound: number,
      total: number,
      jobId: text,
      status: text,
    })
    .check(z.refine(({ added, removed, jobId }) => (added ?? removed ?? jobId) !== null)),
);
export type Membership = z.output<typeof membership>;

const campaignStats = z.lazy(() =>
  z.object({
    total: number,
    planned: number,
    queued: number,
    sent: number,
    delivered: number,
    read: number,
    failed: number,
    cancelled: number,
    processingStartedAt: text,
    completedAt: text,
  }),
);

const campaign = z.lazy(() =>
  z.object({
    id: z.string(),
    instanceId: text,
    name: text,
    status: text,
    templateId: text,
    type: text,
    body: text,
    mediaUrl: text,
    schedule: text,
    repeat: text,
    recipients: optional(z.object({ type: text, value: optional(z.array(z.string())), groupId: text })),
    stats: optional(campaignStats),
    safety: optional(
      z.object({
        decision: text,
        riskLevel: text,
        score: number,
        recommendations: texts,
        appliedLimits: optional(z.object({ maxCampaignRecipients: number })),
        audience: optional(z.object({ totalRecipients: number })),
      }),
    ),
    createdAt: text,
    updatedAt: text,
  }),
);
export type Campaign = z.output<typeof campaign>;
export const oneCampaign = z.lazy(() => one('campaign', campaign));

/** The response of the operation `stats`, whose counters are also called `stats`. */
export const campaignProgress = z.lazy(() =>
  z.object({
    status: text,
    stats: optional(campaignStats),
    progressPercent: number,
    timeline: optional(z.object({ processingStartedAt: text, completedAt: text })),
  }),
);
export type CampaignProgress = z.output<typeof campaignProgress>;

/** Plan, limits and counters. Old plans and newer responses leave out some of the counters, but never all. */
export const usage = z.lazy(() =>
  z.object({
    plan: optional(z.object({ code: text, name: text })),
    limits: optional(
      z.object({
        maxInstances: number,
        maxApiKeys: number,
        maxWebhookEndpoints: number,
        monthlyOutboundQuota: number,
        monthlyApiRequestQuota: number,
      }),
    ),
    usage: z
      .object({
        messagesCount: number,
        statusesCount: number,
        effectiveOutboundUsage: number,
        apiRequestsCount: number,
        activeInstancesCount: number,
        activeApiKeysCount: number,
      })
      .check(z.refine((counters) => Object.values(counters).some((counter) => counter !== null))),
    period: optional(z.object({ start: text, end: text })),
  }),
);
export type Usage = z.output<typeof usage>;

export const account = z.lazy(() =>
  z.pipe(
    z.transform((value) => (isObject(value) && isObject(value.user) ? value.user : value)),
    z.object({ fullName: text, email: text }),
  ),
);
export type Account = z.output<typeof account>;

const lookupEntries = z.lazy(() => z.catch(z.array(z.object({ input: text, normalized: text, reason: text })), []));
export const numberLookup = z.lazy(() =>
  z.object({
    mode: text,
    lookupId: text,
    status: text,
    result: optional(z.object({ onWhatsApp: lookupEntries, notOnWhatsApp: lookupEntries, invalid: lookupEntries })),
  }),
);
export type NumberLookup = z.output<typeof numberLookup>;

const webhook = z.lazy(() => z.object({ id: z.string(), url: text }));
export type Webhook = z.output<typeof webhook>;
export const webhookList = z.lazy(() => list(['webhooks'], webhook));
/** The secret is required: it is returned only once, and every delivery is checked with it. */
export const newWebhook = z.lazy(() =>
  one('webhook', z.object({ id: z.string(), secret: z.string().check(z.minLength(1)) })),
);
export type NewWebhook = z.output<typeof newWebhook>;

const PAYLOAD_KEYS = [
  'event',
  'instanceId',
  'messageId',
  'id',
  'timestamp',
  'contactId',
  'campaignId',
  'direction',
  'type',
  'from',
  'to',
  'body',
  'text',
  'mediaUrl',
  'error',
  'providerMessageId',
  'name',
  'waNumber',
  'createdAt',
  'updatedAt',
  'conversation',
  'messageTimestamp',
  'senderName',
  'pushName',
  'fromName',
] as const;

/**
 * The keys under which payloads may have WhatsApp's ID of the chat, the sender's number (if the ID contains none), and
 * the flag of our own messages.
 */
const CHAT_KEYS = ['from', 'to', 'remoteJid', 'remote', 'chatId'];
const PHONE_KEYS = ['senderPn', 'remoteJidAlt', 'participantPn', 'participantAlt'];
const OWN_KEYS = ['fromMe', 'from_me', 'isFromMe', 'is_from_me'];

/** An event. Every key is text or null. */
export interface Payload extends Record<(typeof PAYLOAD_KEYS)[number], string | null> {
  /** Whether the message is one of the account's own. */
  isFromMe: boolean;
  /** Every ID of its chat. A group or a status among them means that it is not a message to this business. */
  chats: string[];
  /** Candidates for the sender's number from separate keys of the payload. */
  senderPhones: string[];
}

/**
 * The body of a delivery, flat or nested under `data` (or, inside it, under `message` or `instance`). The documentation
 * has one sample of one event; every other key is an assumption based on the API's own messages. `/guides/webhooks`
 */
export const payload = z.transform((value, { issues }): Payload => {
  if (!isObject(value)) {
    issues.push({ code: 'invalid_type', expected: 'object', input: value });
    return z.NEVER;
  }
  const layers = layersOf(value);
  const keys = layers.flatMap(({ key, id }) => [key, id]).filter(isObject);
  const places = [...layers, ...keys];
  const all = (names: readonly string[]) =>
    places.flatMap((layer) => names.flatMap((name) => filledScalar(layer[name]) ?? []));
  const fromPayload: { [key in (typeof PAYLOAD_KEYS)[number]]?: string | null } = {};
  for (const key of PAYLOAD_KEYS) fromPayload[key] = firstOf(layers, key);
  // A plain `id` is the ID of what the event is about.
  if (fromPayload.event?.startsWith('message.')) fromPayload.messageId ??= fromPayload.id ?? null;
  if (fromPayload.event?.startsWith('instance.')) fromPayload.instanceId ??= fromPayload.id ?? null;
  const peer = all(['remoteJid', 'remote', 'chatId'])[0] ?? null;
  const isSent = /^message\.(?!received$)/.test(fromPayload.event ?? '');
  const errors = layers.find(({ error }) => error !== undefined && error !== null);
  return {
    ...(fromPayload as Record<(typeof PAYLOAD_KEYS)[number], string | null>),
    body: fromPayload.body ?? fromPayload.text ?? fromPayload.conversation ?? null,
    from: fromPayload.from ?? (isSent ? null : peer),
    to: fromPayload.to ?? (isSent ? peer : null),
    providerMessageId: fromPayload.providerMessageId ?? firstOf(keys, 'id'),
    timestamp: isoTime(fromPayload.timestamp) ?? isoTime(fromPayload.messageTimestamp),
    createdAt: isoTime(fromPayload.createdAt),
    updatedAt: isoTime(fromPayload.updatedAt),
    error: errorText(errors?.error),
    isFromMe: places.some((layer) => OWN_KEYS.some((name) => isTrue(layer[name]))),
    chats: all(CHAT_KEYS),
    senderPhones: all(PHONE_KEYS),
  };
});

/** The first text under a key that is not blank. */
function firstOf(layers: readonly Record<string, unknown>[], key: string): string | null {
  for (const layer of layers) {
    const text = filledScalar(layer[key]);
    if (text !== null) return text;
  }
  return null;
}

function filledScalar(value: unknown): string | null {
  const text = scalarOf(value);
  return text === null || text.trim() === '' ? null : text;
}

function isTrue(value: unknown): boolean {
  return value === true || /^\s*(true|1)\s*$/i.test(scalarOf(value) ?? '');
}

/** A text as it is, a number as text, null for anything else. */
function scalarOf(value: unknown): string | null {
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : textOf(value);
}

/** A time as ISO text, from ISO text or from seconds or milliseconds since 1970; null for anything else. */
function isoTime(value: string | null | undefined): string | null {
  const written = value?.trim();
  if (!written) return null;
  const isEpoch = /^\d{9,13}(\.\d+)?$/.test(written);
  const epoch = Number(written) < 1e11 ? Number(written) * 1000 : Number(written);
  if (!isEpoch && !/^\d{4}-\d\d-\d\d/.test(written)) return null;
  const hasZone = /(?:z|[+-]\d\d:?\d\d)$/i.test(written.slice(10)) || written.length === 10;
  const date = new Date(isEpoch ? epoch : `${written}${hasZone ? '' : 'Z'}`);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** The text of an error, which may be a text, an object, or a list of either. */
function errorText(value: unknown): string | null {
  if (Array.isArray(value)) return value.flatMap((item) => errorText(item) ?? []).join('; ') || null;
  if (!isObject(value)) return scalarOf(value)?.trim() || null;
  const reason = [value.message, value.description, value.reason].map(scalarOf).find(Boolean);
  return [scalarOf(value.code), reason].filter(Boolean).join(': ') || null;
}

/** An object and the objects nested in it, outermost first. A key of an outer object wins. */
function layersOf(value: Record<string, unknown>): Record<string, unknown>[] {
  const inner = [value.data, value.message, value.instance, value.extendedTextMessage].find(isObject);
  return inner ? [value, ...layersOf(inner)] : [value];
}

/** Any JSON response. A page from a proxy is not JSON, so it does not pass. */
export const anything = z.lazy(() => z.unknown().check(z.refine((answer) => answer !== undefined)));
