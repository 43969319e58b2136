import type { PlainInputField } from 'zapier-platform-core';
import { choicesOf } from '../lib/fields/choice.ts';
import { instanceFilterField } from '../lib/fields/instance.ts';
import type { Values } from '../lib/fields/values.ts';
import { Refusal } from '../lib/msgflash/failures.ts';
import { getMessage, listMessages } from '../lib/msgflash/operations.ts';
import type { Message } from '../lib/msgflash/schemas.ts';
import { Problem } from '../lib/problem.ts';
import { messageRecord, type PartialMessage } from '../lib/records/message.ts';
import { type MessageEventRecord, messageEventOutputFields, messageEventSample } from '../lib/records/message-event.ts';
import { withValues } from '../lib/records/output.ts';
import { isNumberOf } from '../lib/records/person.ts';
import { e164 } from '../lib/records/phone.ts';
import { datedInstance, type KnownInstance, knownInstances, nameInstance } from '../lib/run/cache/instances.ts';
import { mediaPointer } from '../lib/run/message-media.ts';
import type { Run } from '../lib/run/types.ts';
import { type MessageRow, messageRows } from './events.ts';
import { chosenInstance, hookTrigger, isChosen, isLimited } from './hook.ts';
import type { Delivery } from './webhook.ts';

const statusesField = {
  key: 'statuses',
  label: 'Statuses',
  type: 'string',
  required: true,
  list: true,
  choices: { sent: 'Sent', delivered: 'Delivered', read: 'Read', failed: 'Failed' },
  helpText: 'One Zap for several statuses takes one webhook endpoint of your plan; a Zap for each takes several.',
} as const satisfies PlainInputField;

const loadMessageField = {
  key: 'load_message',
  label: 'Include Message Details',
  type: 'boolean',
  required: false,
  helpText: 'Adds the text, the media and the contact of the message. Costs 1 API request for each event.',
} as const satisfies PlainInputField;

function inputFieldsOf({ status }: MessageRow): PlainInputField[] {
  if (status === 'received') return [instanceFilterField];
  if (status === null) return [statusesField, instanceFilterField, loadMessageField];
  return [instanceFilterField, loadMessageField];
}

function messageTrigger(row: MessageRow) {
  return hookTrigger<MessageEventRecord>({
    row,
    noun: 'Message',
    inputFields: inputFieldsOf(row),
    events: (values) => wanted(row, values).map((status) => `message.${status}`),
    identity: ({ payload, fingerprint }) => payload.messageId ?? payload.providerMessageId ?? fingerprint(),
    record,
    recent: (step, values) => recent(step, values, wanted(row, values)),
    sample: messageEventSample(row.status ?? 'delivered'),
    outputFields: messageEventOutputFields,
  });
}

/** The statuses that a Zap subscribes to. @throws Problem `error` if the user chose none */
function wanted({ status }: MessageRow, values: Values): string[] {
  if (status !== null) return [status];
  const chosen = choicesOf(statusesField, values);
  if (chosen.length === 0) throw new Problem('error', 'Statuses is empty. Choose at least one and try again.');
  return chosen;
}

async function record(step: Run, values: Values, delivery: Delivery): Promise<MessageEventRecord | null> {
  const isReceived = delivery.event === 'message.received';
  const { direction, isFromMe, chats } = delivery.payload;
  if (isReceived && (isFromMe || !isFromPerson(direction, chats))) return null;
  const { message, areLoaded } = await details(step, values, delivery);
  if (!delivery.payload.instanceId && !(await isChosen(step, values, message.instanceId))) return null;
  if (isReceived && !isFromPerson(message.direction, [message.from, message.to])) return null;
  // Without a direction, only the instance's own number shows whether we sent the message.
  const instance = await (isReceived && !message.direction ? nameInstance : datedInstance)(
    step,
    message.instanceId ?? '',
  );
  // Otherwise a Zap that replies to messages would reply to itself forever.
  if (isReceived && isNumberOf(instance?.waNumber, e164(message.from))) return null;
  const { timestamp, senderName, pushName, fromName } = delivery.payload;
  const senderNamed = senderName ?? pushName ?? fromName;
  return eventRecord(step, delivery.event, message, instance, timestamp, areLoaded, senderNamed);
}

/** The message of an event: from the payload, completed from the API if that is needed or the user chose it. */
async function details(
  { api }: Run,
  values: Values,
  { event, payload }: Delivery,
): Promise<{ message: PartialMessage; areLoaded: boolean }> {
  const phones = event === 'message.received' ? payload.senderPhones : [];
  const fromPayload: PartialMessage = {
    ...payload,
    id: payload.messageId ?? '',
    from: [payload.from, ...phones].find((id) => e164(id)) ?? payload.from,
  };
  const hasContent = payload.body !== null || payload.mediaUrl !== null;
  const lacksCore =
    (event === 'message.received' && !(payload.from && hasContent)) || (event === 'message.failed' && !payload.error);
  const isComplete = hasContent && !lacksCore;
  // The instance filter needs the instance, so the message is read if the event has none.
  const isAsked = isTrue(values.load_message) || (isLimited(values) && !payload.instanceId);
  if (isComplete || !(lacksCore || isAsked) || !payload.messageId) {
    return { message: fromPayload, areLoaded: isComplete };
  }
  const loaded = await getMessage(api, payload.messageId).catch(() => null);
  if (!loaded) return { message: fromPayload, areLoaded: false };
  return { message: completed(loaded, fromPayload), areLoaded: true };
}

/** The message from the API, completed from the payload: one documented version of the response has only three keys. */
function completed(loaded: Message, fromPayload: PartialMessage): PartialMessage {
  return { ...fromPayload, ...withValues(loaded) };
}

/** IDs of groups (with or without their suffix), statuses, newsletters and WhatsApp itself (`0@…`). */
const NO_PERSON = /@(?:g\.us|broadcast|newsletter)$|^0(?::\d+)?@|^120363\d{12,}$|^\d{7,15}-\d{10}$/i;

/** Whether a message is from a person to this business, judged by its direction and the IDs of its chat. */
function isFromPerson(direction: string | null | undefined, chats: readonly (string | null | undefined)[]): boolean {
  return !/^\s*out/i.test(direction ?? '') && !chats.some((chat) => NO_PERSON.test(chat?.trim() ?? ''));
}

function eventRecord(
  step: Run,
  event: string,
  message: PartialMessage,
  instance: KnownInstance | null,
  occurredAt: string | null,
  areLoaded: boolean,
  senderName: string | null = null,
): MessageEventRecord {
  const status = event.replace(/^message\./, '');
  return {
    ...messageRecord(message, instance, mediaPointer(step, message)),
    id: `${event}:${message.id || (message.providerMessageId ?? '')}`,
    direction: status === 'received' ? 'inbound' : 'outbound',
    status,
    event,
    occurred_at: occurredAt ?? message.updatedAt ?? null,
    details_loaded: areLoaded,
    sender_name: senderName,
  };
}

const READ_SAMPLES = 50;
const MAX_SAMPLES = 10;

async function recent(step: Run, values: Values, statuses: readonly string[]): Promise<MessageEventRecord[]> {
  const messages = await recentMessages(step, statuses, await chosenInstance(step, values));
  const instanceOf = await knownInstances(step);
  const events = messages.flatMap((message) => {
    const status = reached(message, statuses);
    return status ? [{ message, event: `message.${status}` }] : [];
  });
  return events
    .slice(0, MAX_SAMPLES)
    .map(({ message, event }) =>
      eventRecord(step, event, message, instanceOf(message.instanceId), message.updatedAt, true),
    );
}

/** Final statuses: a message keeps them, so filtering the list by one finds every message that reached it. */
const FINAL: readonly string[] = ['received', 'read', 'failed'];

async function recentMessages({ api }: Run, statuses: readonly string[], instanceId: string): Promise<Message[]> {
  const [status, ...others] = statuses;
  const read = async (filter?: string) =>
    (await listMessages(api, { instanceId, status: filter, limit: READ_SAMPLES })).data.items;
  if (!status || others.length > 0 || !FINAL.includes(status)) return read();
  try {
    return await read(status);
  } catch (error) {
    // `received` is not documented as a filter, so it may be refused.
    if (error instanceof Refusal && error.status === 400) return read();
    throw error;
  }
}

/** The latest of these statuses that a message has reached, null if it has reached none. */
function reached({ direction, status, from, to }: Message, statuses: readonly string[]): string | null {
  if (direction === 'inbound') {
    return statuses.includes('received') && isFromPerson(direction, [from, to]) ? 'received' : null;
  }
  const order = ['sent', 'delivered', 'read'];
  const passed = [...order.slice(0, order.indexOf(status ?? '') + 1), status ?? ''];
  return passed.findLast((each) => statuses.includes(each)) ?? null;
}

/** A checkbox arrives as a boolean; a value mapped from an earlier step arrives as text. */
function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}

export const messageTriggers = messageRows.map(messageTrigger);
