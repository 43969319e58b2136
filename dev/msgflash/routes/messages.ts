import { z } from 'zod';
import { checkOutboundQuota, checkSubscription, instanceFor } from '../checks.ts';
import { checkButtons, checkContent, extraOf, messageFields } from '../content.ts';
import { ApiError, found } from '../errors.ts';
import { listedMessage, messageObject } from '../message-object.ts';
import type { Outgoing } from '../messages.ts';
import { type Call, type Operation, ok } from '../operation.ts';
import { parse } from '../parse.ts';
import { featuresOf } from '../plan-limits.ts';
import type { Instance, Message } from '../records.ts';
import { safetyOf, warningsOf } from '../safety.ts';
import type { Services } from '../services.ts';
import type { Generation } from '../settings.ts';
import { fromTemplate } from '../templates.ts';
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
export function messageRoutes({ clock, messages, settings, store }: Services): Operation[] {
  /** The message of a send or a schedule, after the checks that both share. */
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
        const list = items.map((message) => listedMessage(message, settings.listing));
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
        return ok(listedMessage(message, settings.listing));
      },
    },
  ];
}

/** The response of a send. It has no `userId`, `direction` and `from`; only newer pages have warnings and safety. */
function sentObject(message: Message, instance: Instance, generation: Generation) {
  const { userId: _user, direction: _direction, from: _from, meta: _meta, ...object } = messageObject(message);
  return generation.objects === 'partial'
    ? object
    : { ...object, warnings: warningsOf(instance), safety: safetyOf(instance) };
}

/** The response of a schedule. It does not contain the scheduled date. */
function scheduledObject(message: Message, instance: Instance, generation: Generation) {
  const { meta: _meta, ...object } = messageObject(message);
  if (generation.objects === 'partial') return { id: object.id, status: object.status, body: object.body };
  const { decision, riskLevel, state, score } = safetyOf(instance);
  return { ...object, warnings: warningsOf(instance), safety: { decision, riskLevel, state, score } };
}
