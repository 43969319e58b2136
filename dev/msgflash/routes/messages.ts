import { z } from 'zod';
import { checkOutboundQuota, instanceFor } from '../checks.ts';
import { checkButtons, checkContent, extraOf, messageFields } from '../content.ts';
import { ApiError, found } from '../errors.ts';
import { listedMessage, messageObject } from '../message-object.ts';
import type { Outgoing } from '../messages.ts';
import { type Call, get, type Operation, ok, post } from '../operation.ts';
import { parse } from '../parse.ts';
import { featuresOf } from '../plan-limits.ts';
import { type Message, messageType } from '../records.ts';
import { safetyOf, warningsOf } from '../safety.ts';
import type { Services } from '../services.ts';
import { fromTemplate } from '../templates.ts';
import { cursorQuery, newestFirst, pageOf } from './paging.ts';

const fields = {
  instanceId: z.uuid(),
  to: z.string().regex(/^\+[1-9]\d{6,14}$/, { message: 'Must be an E.164 number with +' }),
  type: messageType.optional(),
  ...messageFields,
};
const sendBody = z.object(fields).superRefine(checkContent('text'));
const scheduleBody = z
  .object({ ...fields, scheduledAt: z.iso.datetime({ offset: true }) })
  .superRefine(checkContent('text'));
const status = z.enum(['queued', 'sent', 'delivered', 'read', 'failed', 'received', 'cancelled']);
const listQuery = cursorQuery(20).extend({ instanceId: z.uuid().optional(), status: status.optional() });

/** "/api-reference/messages/{send,schedule,list,get}". */
export function messageRoutes({ clock, messages, settings: { generation, listing }, store }: Services): Operation[] {
  /** The message of a send or a schedule, after the checks that both share. */
  function outgoing(call: Call, body: z.infer<typeof sendBody>): Outgoing {
    const { workspace } = call;
    const instance = instanceFor(call, body.instanceId);
    const contact = body.contactId ? found(workspace.contacts.get(body.contactId), 'Contact') : null;
    const template = body.templateId ? found(workspace.templates.get(body.templateId), 'Template') : null;
    checkButtons(body.type, instance);
    if (body.type === 'voice_note' && !featuresOf(workspace.account).voiceNotes) {
      throw new ApiError('FEATURE_NOT_AVAILABLE_ON_PLAN', 'Voice notes are not available on your plan');
    }
    if (store.numbers.unsupported.some((prefix) => body.to.startsWith(prefix))) {
      throw new ApiError('INVALID_DESTINATION', 'This destination is not supported');
    }
    checkOutboundQuota(workspace, clock.now());
    const common = { instance, to: body.to, contactId: contact?.id ?? null };
    if (template) {
      const custom = body.variables ?? {};
      const filled = fromTemplate(template, { contact, instance, user: workspace.account, custom });
      return { ...common, ...filled, type: template.type, mediaUrl: template.mediaUrl, extra: {} };
    }
    const { type = 'text', text, description, mediaUrl = null } = body;
    return { ...common, type, body: text ?? description ?? null, mediaUrl, meta: {}, extra: extraOf(body) };
  }

  /** The response of a send. It has no `userId`, `direction` and `from`; only newer pages have warnings and safety. */
  function sentObject(message: Message, { instance }: Outgoing) {
    const { userId: _user, direction: _direction, from: _from, meta: _meta, ...object } = messageObject(message);
    if (generation.objects === 'partial') return object;
    return { ...object, warnings: warningsOf(instance), safety: safetyOf(instance) };
  }

  /** The response of a schedule. It does not contain the scheduled date. */
  function scheduledObject(message: Message, { instance }: Outgoing) {
    const { meta: _meta, ...object } = messageObject(message);
    if (generation.objects === 'partial') return { id: object.id, status: object.status, body: object.body };
    const { decision, riskLevel, state, score } = safetyOf(instance);
    return { ...object, warnings: warningsOf(instance), safety: { decision, riskLevel, state, score } };
  }

  return [
    post('/messages/send', (call) => {
      const request = outgoing(call, parse(sendBody, call.body));
      return ok(sentObject(messages.accept(call.workspace, request), request), 201);
    }),
    post('/messages/schedule', (call) => {
      const body = parse(scheduleBody, call.body);
      const request = outgoing(call, body);
      const message = messages.accept(call.workspace, request, Date.parse(body.scheduledAt));
      return ok(scheduledObject(message, request), 201);
    }),
    get('/messages', ({ workspace, team, query }) => {
      const wanted = parse(listQuery, query);
      if (wanted.status === 'received' && generation.receivedFilter === 'refused') {
        throw new ApiError('VALIDATION_ERROR', 'Invalid request data', [{ path: 'status', message: 'Invalid' }]);
      }
      const { items, nextCursor, hasMore } = pageOf(
        newestFirst(workspace.messages),
        wanted,
        ({ instanceId, status }) =>
          (wanted.instanceId === undefined || instanceId === wanted.instanceId) &&
          (wanted.status === undefined || status === wanted.status) &&
          (team === null || team.instanceIds.has(instanceId)),
      );
      const list = items.map((message) => listedMessage(message, listing));
      return ok(generation.lists === 'arrays' ? list : { messages: list, nextCursor, hasMore });
    }),
    get('/messages/{id}', (call) => {
      const message = found(call.workspace.messages.get(call.id), 'Message');
      if (call.team) instanceFor(call, message.instanceId);
      const { id, status, providerMessageId } = message;
      return ok(generation.objects === 'partial' ? { id, status, providerMessageId } : listedMessage(message, listing));
    }),
  ];
}
