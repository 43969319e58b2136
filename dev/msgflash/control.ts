import { z } from 'zod';
import { parse } from './content.ts';
import type { Elsewhere, ElsewhereRequest } from './elsewhere.ts';
import { ApiError } from './errors.ts';
import type { Fault, FaultInput, Faults } from './faults.ts';
import { faultInput } from './faults.ts';
import type { RateLimit } from './limits.ts';
import type { LoggedRequest, RequestLog } from './log.ts';
import type { MediaShelf } from './media.ts';
import type { Message, MessageStatus, MessageType } from './records.ts';
import { messageObject } from './routes/messages.ts';
import { instanceObject } from './safety.ts';
import type { Settings } from './settings.ts';
import type { Workspace } from './store.ts';
import { featuresOf, iso, isoOrNull, limitsOf, usageAt, workspaceOf } from './store.ts';
import { type Delivery, EVENTS, isTold } from './webhooks.ts';
import type { World } from './world.ts';

const instance = z.string().min(1);
const account = z.string().min(1).optional();

const media = z.union([
  z.object({ url: z.string() }),
  z.object({
    /** The bytes, as text or as base64. */
    text: z.string().optional(),
    base64: z.string().optional(),
    contentType: z.string().default('image/png'),
    fileName: z.string().default('photo.png'),
    /** `key`: served with the API key only. `redirect`: behind the key, a redirect to another origin. `open`: there. */
    access: z.enum(['key', 'redirect', 'open']).default('key'),
  }),
]);

const inputs = {
  receive: z.object({
    instance,
    /** A number, or WhatsApp's own id of a chat. */
    from: z.string().regex(/^\+\d+$|^[\w:-]+@[a-z.]+$/),
    text: z.string().optional(),
    type: z.enum(['text', 'image', 'video', 'audio', 'document', 'voice_note', 'location', 'contact']).optional(),
    media: media.optional(),
  }),
  instance: z.object({ instance }),
  setInstance: z.object({
    instance,
    name: z.string().optional(),
    status: z.enum(['disconnected', 'connecting', 'connected', 'suspended']).optional(),
    business: z.boolean().optional(),
    safetyState: z.enum(['new', 'warming', 'stable', 'at_risk', 'restricted']).optional(),
    safetyScore: z.number().optional(),
    waNumber: z.string().nullable().optional(),
  }),
  announce: z.object({ event: z.enum(EVENTS), id: z.string() }),
  failMessage: z.object({ id: z.string(), reason: z.string().default('The message could not be delivered') }),
  setNumbers: z
    .object({
      unsupported: z.array(z.string()),
      failing: z.array(z.object({ prefix: z.string(), reason: z.string() })),
      notOnWhatsApp: z.array(z.string()),
      slow: z.array(z.object({ prefix: z.string(), polls: z.number().int().min(1) })),
    })
    .partial(),
  setPlan: z.object({
    account,
    plan: z.enum(['free', 'pro', 'max']).optional(),
    subscription: z.enum(['active', 'inactive']).optional(),
    limits: z
      .object({
        maxInstances: z.number(),
        maxApiKeys: z.number(),
        maxWebhookEndpoints: z.number(),
        monthlyOutboundQuota: z.number(),
        monthlyApiRequestQuota: z.number(),
        maxContactGroups: z.number().nullable(),
      })
      .partial()
      .optional(),
    features: z
      .object({
        campaigns: z.boolean(),
        statuses: z.boolean(),
        voiceNotes: z.boolean(),
        webhooks: z.boolean(),
        numberLookups: z.boolean(),
      })
      .partial()
      .optional(),
  }),
  setUsage: z.object({ account, messages: z.number().optional(), apiRequests: z.number().optional() }),
  setPayloads: z.object({ shape: z.enum(['flat', 'nested']), detail: z.enum(['thin', 'full', 'sketch']) }).partial(),
  setGeneration: z
    .object({
      lists: z.enum(['new', 'old', 'arrays']),
      objects: z.enum(['full', 'partial']),
      templates: z.enum(['full', 'without_body']),
      webhookCreate: z.enum(['union', 'with_active', 'without_active']),
      waNumber: z.enum(['plus', 'plain']),
      members: z.enum(['contacts', 'members']),
      messages: z.enum(['newest_first', 'oldest_first']),
      receivedFilter: z.enum(['accepted', 'refused']),
    })
    .partial(),
  setListing: z
    .object({
      recipients: z.enum(['as_sent', 'device', 'lid', 'without_nine']),
      voiceNotes: z.enum(['as_sent', 'audio']),
      texts: z.enum(['as_sent', 'escaped', 'tidied']),
      media: z.enum(['as_sent', 'own_link']),
    })
    .partial(),
  setRateLimit: z.object({ perSecond: z.number().int().min(1).nullable() }),
  revokeKey: z.object({ key: z.string() }),
  fault: faultInput,
  clearFaults: z.object({ key: z.string().optional() }),
  advance: z.object({ ms: z.number().min(0) }),
  id: z.object({ id: z.string() }),
  since: z.object({ since: z.coerce.number().int().min(0).default(0) }),
  nothing: z.object({}),
};

type Input<K extends keyof typeof inputs> = z.input<(typeof inputs)[K]>;

/** What was really accepted and what became of it; messages of the past are not in it. */
export interface LedgerEntry {
  messageId: string;
  instanceId: string;
  to: string;
  type: MessageType;
  text: string | null;
  mediaUrl: string | null;
  contactId: string | null;
  campaignId: string | null;
  templateId: string | null;
  /** Place, shared contact, title, buttons: what the customer sees besides. */
  extra: Record<string, unknown>;
  acceptedAt: string;
  scheduledAt: string | null;
  sentAt: string | null;
  status: MessageStatus;
  error: string | null;
}

export type MessageObject = ReturnType<typeof messageObject>;

/** Everything a tester can do to the server behind the API's back. Each function is also an HTTP route of that name. */
export interface Control {
  /** A customer writes to an instance (named by id or name). */
  receive(input: Input<'receive'>): MessageObject;
  link(input: Input<'instance'>): void;
  unlink(input: Input<'instance'>): void;
  setInstance(input: Input<'setInstance'>): void;
  failMessage(input: Input<'failMessage'>): MessageObject;
  /** Lets an event come about that nothing else here leads to: a message gets its status, an instance is only told of. */
  announce(input: Input<'announce'>): void;
  /** Replaces the given lists of number prefixes. */
  setNumbers(input: Input<'setNumbers'>): void;
  setPlan(input: Input<'setPlan'>): void;
  /** Sets what this month has used. */
  setUsage(input: Input<'setUsage'>): void;
  setPayloads(input: Input<'setPayloads'>): Settings['payloads'];
  setGeneration(input: Input<'setGeneration'>): Settings['generation'];
  /** How messages are listed that were sent otherwise. */
  setListing(input: Input<'setListing'>): Settings['listing'];
  setRateLimit(input: Input<'setRateLimit'>): void;
  revokeKey(input: Input<'revokeKey'>): void;
  fault(input: FaultInput): Fault;
  faults(): Fault[];
  /** Takes back all faults, or those for one API key. */
  clearFaults(input?: Input<'clearFaults'>): void;
  advance(input: Input<'advance'>): Promise<void>;
  settle(): Promise<void>;
  /** All endpoints with their secrets. */
  webhooks(): { id: string; accountId: string; url: string; secret: string; events: string[]; createdAt: string }[];
  deliveries(): Delivery[];
  /** Sends a delivery again byte for byte; answers its record with the new attempt at the end. */
  redeliver(input: Input<'id'>): Promise<Delivery>;
  ledger(): LedgerEntry[];
  requests: Pick<RequestLog, 'all' | 'mark' | 'since'>;
  /** What reached the other origin. */
  elsewhere(): ElsewhereRequest[];
  /** Accounts with plan and usage, and their instances. */
  overview(): unknown;
}

/** What control works on besides the world of the API. */
export interface Backstage {
  faults: Faults;
  log: RequestLog;
  rate: RateLimit;
  media: MediaShelf;
  elsewhere: Elsewhere;
  url(): string;
}

/** Makes the in-process control. */
export function createControl(world: World, backstage: Backstage): Control {
  const { clock, messages, settings, store, webhooks } = world;
  const { faults, log, rate, elsewhere } = backstage;
  const workspaces = () => [...store.workspaces.values()];

  function findInstance(idOrName: string) {
    for (const workspace of workspaces()) {
      const match =
        workspace.instances.get(idOrName) ?? workspace.instances.all().find(({ name }) => name === idOrName);
      if (match) return { workspace, instance: match };
    }
    throw new ApiError('NOT_FOUND', `No instance "${idOrName}"`);
  }

  function workspaceFor(id: string | undefined): Workspace {
    const workspace = id === undefined ? workspaces()[0] : store.workspaces.get(id);
    if (!workspace) throw new ApiError('NOT_FOUND', `No account "${id}"`);
    return workspace;
  }

  function setStatus(idOrName: string, status: 'connected' | 'disconnected'): void {
    const { workspace, instance: target } = findInstance(idOrName);
    if (target.status === status) return;
    target.status = status;
    target.updatedAt = clock.now();
    if (status === 'connected') target.firstConnectedAt ??= clock.now();
    webhooks.instanceEvent(status === 'connected' ? 'instance.connected' : 'instance.disconnected', workspace, target);
  }

  function keepMedia(workspace: Workspace, given: z.infer<typeof media>): string {
    if ('url' in given) return given.url;
    const bytes = given.base64 === undefined ? Buffer.from(given.text ?? '') : Buffer.from(given.base64, 'base64');
    const { contentType, fileName } = given;
    const { id } = backstage.media.add({ accountId: workspace.account.id, bytes, contentType, fileName });
    if (given.access === 'open') return `${elsewhere.url}/files/${id}`;
    return `${backstage.url()}/media/${id}${given.access === 'redirect' ? '/elsewhere' : ''}`;
  }

  return {
    receive(input) {
      const wanted = parse(inputs.receive, input);
      const { workspace, instance: target } = findInstance(wanted.instance);
      if (target.status !== 'connected') {
        throw new ApiError('BAD_REQUEST', `${target.name} is not connected and receives nothing`);
      }
      const mediaUrl = wanted.media ? keepMedia(workspace, wanted.media) : null;
      const type = wanted.type ?? (wanted.media ? typeOf(wanted.media) : 'text');
      const body = wanted.text ?? null;
      return messageObject(messages.receive(workspace, { instance: target, from: wanted.from, type, body, mediaUrl }));
    },
    link: (input) => setStatus(parse(inputs.instance, input).instance, 'connected'),
    unlink: (input) => setStatus(parse(inputs.instance, input).instance, 'disconnected'),
    setInstance(input) {
      const { instance: idOrName, ...changes } = parse(inputs.setInstance, input);
      const { instance: target } = findInstance(idOrName);
      target.name = changes.name ?? target.name;
      target.status = changes.status ?? target.status;
      target.business = changes.business ?? target.business;
      target.safetyState = changes.safetyState ?? target.safetyState;
      target.safetyScore = changes.safetyScore ?? target.safetyScore;
      if (changes.waNumber !== undefined) target.waNumber = changes.waNumber;
      target.updatedAt = clock.now();
    },
    failMessage(input) {
      const { id, reason } = parse(inputs.failMessage, input);
      const message = messages.find(id);
      if (!message || message.direction === 'inbound') throw new ApiError('NOT_FOUND', `No message ${id}`);
      if (message.status === 'failed' || message.status === 'read') {
        throw new ApiError('BAD_REQUEST', `A message that is ${message.status} cannot fail`);
      }
      messages.fail(message, reason);
      return messageObject(message);
    },
    announce(input) {
      const { event, id } = parse(inputs.announce, input);
      const message = messages.find(id);
      const status = event.replace(/^message\./, '');
      if (message && isTold(status)) return messages.change(message, status);
      const { workspace, instance: target } = findInstance(id);
      webhooks.instanceEvent(event, workspace, target);
    },
    setNumbers(input) {
      const { unsupported, failing, notOnWhatsApp, slow } = parse(inputs.setNumbers, input);
      store.numbers.unsupported = unsupported ?? store.numbers.unsupported;
      store.numbers.failing = failing ?? store.numbers.failing;
      store.numbers.notOnWhatsApp = notOnWhatsApp ?? store.numbers.notOnWhatsApp;
      store.numbers.slow = slow ?? store.numbers.slow;
    },
    setPlan(input) {
      const wanted = parse(inputs.setPlan, input);
      const { account: target } = workspaceFor(wanted.account);
      target.plan = wanted.plan ?? target.plan;
      target.subscription = wanted.subscription ?? target.subscription;
      Object.assign(target.limits, wanted.limits);
      Object.assign(target.features, wanted.features);
    },
    setUsage(input) {
      const wanted = parse(inputs.setUsage, input);
      const usage = usageAt(workspaceFor(wanted.account), clock.now());
      usage.messagesCount = wanted.messages ?? usage.messagesCount;
      usage.apiRequestsCount = wanted.apiRequests ?? usage.apiRequestsCount;
    },
    setPayloads: (input) => Object.assign(settings.payloads, parse(inputs.setPayloads, input)),
    setGeneration: (input) => Object.assign(settings.generation, parse(inputs.setGeneration, input)),
    setListing: (input) => Object.assign(settings.listing, parse(inputs.setListing, input)),
    setRateLimit(input) {
      rate.perSecond = parse(inputs.setRateLimit, input).perSecond;
    },
    revokeKey(input) {
      store.keys.delete(parse(inputs.revokeKey, input).key);
    },
    fault: (input) => faults.add(parse(inputs.fault, input)),
    faults: () => [...faults.all()],
    clearFaults: (input = {}) => faults.clear(parse(inputs.clearFaults, input).key),
    advance: (input) => clock.advance(parse(inputs.advance, input).ms),
    settle: () => clock.settle(),
    webhooks: () =>
      workspaces().flatMap((workspace) =>
        workspace.webhooks.all().map(({ id, url, secret, events, createdAt }) => ({
          id,
          accountId: workspace.account.id,
          url,
          secret,
          events,
          createdAt: iso(createdAt),
        })),
      ),
    deliveries: () => [...webhooks.deliveries()],
    async redeliver(input) {
      const { id } = parse(inputs.id, input);
      const delivery = await webhooks.redeliver(id);
      if (!delivery) throw new ApiError('NOT_FOUND', `No delivery ${id}`);
      return delivery;
    },
    ledger: () =>
      workspaces()
        .flatMap(({ messages: shelf }) => shelf.all())
        .filter((message) => message.direction === 'outbound' && !message.isHistory)
        .sort((a, b) => a.seq - b.seq)
        .map(ledgerEntry),
    requests: { all: log.all, mark: log.mark, since: log.since },
    elsewhere: () => [...elsewhere.requests],
    overview: () => ({
      now: iso(clock.now()),
      url: backstage.url(),
      elsewhere: elsewhere.url,
      settings,
      accounts: workspaces().map((workspace) => ({
        id: workspace.account.id,
        fullName: workspace.account.fullName,
        plan: workspace.account.plan,
        limits: limitsOf(workspace.account),
        features: featuresOf(workspace.account),
        usage: usageAt(workspace, clock.now()),
        instances: workspaceOf(store, workspace.account.id)
          .instances.all()
          .map((each) => instanceObject(each, 'plus')),
      })),
    }),
  };
}

function typeOf(given: z.infer<typeof media>): MessageType {
  if ('url' in given) return 'image';
  const kind = given.contentType.split('/')[0];
  return kind === 'image' || kind === 'video' || kind === 'audio' ? kind : 'document';
}

function ledgerEntry(message: Message): LedgerEntry {
  const { templateId } = message.meta;
  return {
    messageId: message.id,
    instanceId: message.instanceId,
    to: message.to,
    type: message.type,
    text: message.body,
    mediaUrl: message.mediaUrl,
    contactId: message.contactId,
    campaignId: message.campaignId,
    templateId: typeof templateId === 'string' ? templateId : null,
    extra: message.extra,
    acceptedAt: iso(message.createdAt),
    scheduledAt: isoOrNull(message.scheduledAt),
    sentAt: isoOrNull(message.sentAt),
    status: message.status,
    error: message.error,
  };
}

/** The control functions by the name of their HTTP route; each takes the request's JSON (or query) and answers JSON. */
export function controlActions(control: Control): Record<string, (input: unknown) => unknown> {
  const since = (input: unknown): LoggedRequest[] => control.requests.since(parse(inputs.since, input).since);
  return {
    receive: (input) => control.receive(parse(inputs.receive, input)),
    link: (input) => control.link(parse(inputs.instance, input)),
    unlink: (input) => control.unlink(parse(inputs.instance, input)),
    setInstance: (input) => control.setInstance(parse(inputs.setInstance, input)),
    failMessage: (input) => control.failMessage(parse(inputs.failMessage, input)),
    announce: (input) => control.announce(parse(inputs.announce, input)),
    setNumbers: (input) => control.setNumbers(parse(inputs.setNumbers, input)),
    setPlan: (input) => control.setPlan(parse(inputs.setPlan, input)),
    setUsage: (input) => control.setUsage(parse(inputs.setUsage, input)),
    setPayloads: (input) => control.setPayloads(parse(inputs.setPayloads, input)),
    setGeneration: (input) => control.setGeneration(parse(inputs.setGeneration, input)),
    setListing: (input) => control.setListing(parse(inputs.setListing, input)),
    setRateLimit: (input) => control.setRateLimit(parse(inputs.setRateLimit, input)),
    revokeKey: (input) => control.revokeKey(parse(inputs.revokeKey, input)),
    fault: (input) => control.fault(parse(inputs.fault, input)),
    faults: () => control.faults(),
    clearFaults: (input) => control.clearFaults(parse(inputs.clearFaults, input)),
    advance: (input) => control.advance(parse(inputs.advance, input)),
    settle: () => control.settle(),
    webhooks: () => control.webhooks(),
    deliveries: () => control.deliveries(),
    redeliver: (input) => control.redeliver(parse(inputs.id, input)),
    ledger: () => control.ledger(),
    requests: since,
    mark: () => control.requests.mark(),
    elsewhere: () => control.elsewhere(),
    overview: () => control.overview(),
  };
}
