import { z } from 'zod';
import { checkButtons, checkContent, extraOf, messageFields, parse } from '../content.ts';
import { ApiError, found } from '../errors.ts';
import type { Outgoing } from '../messages.ts';
import { checkOutboundQuota, checkSubscription, fromTemplate, instanceFor } from '../messages.ts';
import type { Instance, Message } from '../records.ts';
import { safetyOf, warningsOf } from '../safety.ts';
import type { Generation, Listing } from '../settings.ts';
import { featuresOf, iso } from '../store.ts';
import type { Call, Operation, World } from '../world.ts';
import { ok } from '../world.ts';
import { cursorQuery, newestFirst, uuid } from './paging.ts';

const type = z.enum(['text', 'image', 'video', 'audio', 'document', 'voice_note', 'location', 'contact', 'buttons']);
const status = z.enum(['queued', 'sent', 'delivered', 'read', 'failed', 'received', 'cancelled']);
const E164 = /^\+[1-9]\d{6,14}$/;

const fields = {
  instanceId: z.uuid(),
  to: z.string().regex(E164, { message: 'Must be an E.164 number with +' }),
  type: type.optional(),
  ...messageFields,
};

const sendBody = z.object(fields).superRefine(refineContent);
const scheduleBody = z.object({ ...fields, scheduledAt: z.iso.datetime({ offset: true }) }).superRefine(refineContent);

function refineContent(value: z.infer<z.ZodObject<typeof fields>>, context: z.RefinementCtx): void {
  checkContent(value, 'text', (path, message) => context.addIssue({ code: 'custom', path: [path], message }));
}

const listQuery = cursorQuery(20).extend({ instanceId: z.uuid().optional(), status: status.optional() });

/** "/api-reference/messages/{send,schedule,list,get}". */
export function messageRoutes(world: World): Operation[] {
  const { clock, messages, settings, store } = world;

  /** Everything a send and a schedule refuse alike, and what is to go out. */
  function outgoing(call: Call, body: z.infer<typeof sendBody>): Outgoing {
    const { workspace } = call;
    const instance = instanceFor(call, body.instanceId);
    const contact = body.contactId ? found(workspace.contacts.get(body.contactId), 'Contact') : null;
    const template = body.templateId ? found(workspace.templates.get(body.templateId), 'Template') : null;
    checkSubscription(workspace);
    checkButtons(body.type, instance);
    if (body.type === 'voice_note' && !featuresOf(workspace.account).voiceNotes) {
      throw new ApiError('FEATURE_NOT_AVAILABLE_ON_PLAN', 'Voice notes are not available on your plan');
    }
    if (store.numbers.unsupported.some((prefix) => body.to.startsWith(prefix))) {
      throw new ApiError('INVALID_DESTINATION', 'This destination is not supported');
    }
    const common = { instance, to: body.to, contactId: contact?.id ?? null };
    let outgoing: Outgoing;
    if (template) {
      const user = workspace.account;
      const filled = fromTemplate(template, { contact, instance, user, custom: body.variables ?? {} });
      outgoing = { ...common, ...filled, type: template.type, mediaUrl: template.mediaUrl, extra: {} };
    } else {
      outgoing = {
        ...common,
        type: body.type ?? 'text',
        body: body.text ?? body.description ?? null,
        mediaUrl: body.mediaUrl ?? null,
        meta: {},
        extra: extraOf(body),
      };
    }
    checkOutboundQuota(workspace, clock.now());
    return outgoing;
  }

  return [
    {
      method: 'POST',
      path: '/messages/send',
      run(call) {
        const request = outgoing(call, parse(sendBody, call.body));
        const message = messages.accept(call.workspace, request);
        return ok(sentObject(message, request.instance, settings.generation), 201);
      },
    },
    {
      method: 'POST',
      path: '/messages/schedule',
      run(call) {
        const body = parse(scheduleBody, call.body);
        const request = outgoing(call, body);
        const message = messages.accept(call.workspace, request, Date.parse(body.scheduledAt));
        return ok(scheduledObject(message, request.instance, settings.generation), 201);
      },
    },
    {
      method: 'GET',
      path: '/messages',
      run({ workspace, team, query }) {
        const wanted = parse(listQuery, query);
        if (wanted.status === 'received' && settings.generation.receivedFilter === 'refused') {
          throw new ApiError('VALIDATION_ERROR', 'Invalid request data', [{ path: 'status', message: 'Invalid' }]);
        }
        const { items, nextCursor, hasMore } = newestFirst(
          workspace.messages,
          wanted,
          (message) =>
            (wanted.instanceId === undefined || message.instanceId === wanted.instanceId) &&
            (wanted.status === undefined || message.status === wanted.status) &&
            (team === null || team.instanceIds.has(message.instanceId)),
          settings.generation.messages === 'oldest_first',
        );
        const list = items.map((message) => listed(message, settings.listing));
        return ok(settings.generation.lists === 'arrays' ? list : { messages: list, nextCursor, hasMore });
      },
    },
    {
      method: 'GET',
      path: '/messages/{id}',
      run(call) {
        const message = found(call.workspace.messages.get(uuid(call.params.id)), 'Message');
        if (call.team) instanceFor(call, message.instanceId);
        if (settings.generation.objects === 'partial') {
          const { id, status, providerMessageId } = message;
          return ok({ id, status, providerMessageId });
        }
        return ok(listed(message, settings.listing));
      },
    },
  ];
}

/** The message object of "/api-reference/messages/{list,get}". */
export function messageObject(message: Message) {
  return {
    id: message.id,
    userId: message.accountId,
    instanceId: message.instanceId,
    contactId: message.contactId,
    campaignId: message.campaignId,
    direction: message.direction,
    type: message.type,
    from: message.from,
    to: message.to,
    body: message.body,
    mediaUrl: message.mediaUrl,
    status: message.status,
    error: message.error,
    meta: message.meta,
    providerMessageId: message.providerMessageId,
    createdAt: iso(message.createdAt),
    updatedAt: iso(message.updatedAt),
  };
}

/** A message as it is listed, which need not be as it was sent. */
function listed(message: Message, listing: Listing) {
  const object = messageObject(message);
  if (message.direction === 'inbound') return object;
  return {
    ...object,
    to: RECIPIENTS[listing.recipients](message.to),
    type: listing.voiceNotes === 'audio' && message.type === 'voice_note' ? 'audio' : message.type,
    body: message.body === null ? null : TEXTS[listing.texts](message.body),
    mediaUrl:
      listing.media === 'own_link' && message.mediaUrl !== null
        ? `https://srv.msgflash.com/media/${message.id}`
        : message.mediaUrl,
  };
}

const RECIPIENTS: Record<Listing['recipients'], (to: string) => string> = {
  as_sent: (to) => to,
  device: (to) => `${to.slice(1)}:12@s.whatsapp.net`,
  lid: (to) => `${[...to.slice(1)].reverse().join('')}0000@lid`,
  without_nine: (to) => to.replace(/^(\+55\d\d)9(\d{8})$/, '$1$2'),
};

const TEXTS: Record<Listing['texts'], (text: string) => string> = {
  as_sent: (text) => text,
  escaped: (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
  tidied: (text) => text.replaceAll('\u00a0', ' ').trimEnd(),
};

/** The answer of a send: no `userId`, `direction` and `from`; warnings and safety in newer pages only. */
function sentObject(message: Message, instance: Instance, generation: Generation) {
  const { userId: _user, direction: _direction, from: _from, meta: _meta, ...object } = messageObject(message);
  return generation.objects === 'partial'
    ? object
    : { ...object, warnings: warningsOf(instance), safety: safetyOf(instance) };
}

/** The answer of a schedule, which does not repeat the date it was given. */
function scheduledObject(message: Message, instance: Instance, generation: Generation) {
  const { meta: _meta, ...object } = messageObject(message);
  if (generation.objects === 'partial') return { id: object.id, status: object.status, body: object.body };
  const { decision, riskLevel, state, score } = safetyOf(instance);
  return { ...object, warnings: warningsOf(instance), safety: { decision, riskLevel, state, score } };
}
