import { iso } from './dates.ts';
import type { Instance, Message } from './records.ts';
import type { Payloads } from './settings.ts';
import type { EventName } from './webhooks.ts';

/** The body of a message event, in the shape that the settings choose. */
export function messagePayload(event: EventName, message: Message, at: number, payloads: Payloads): unknown {
  const { instanceId, id: messageId, providerMessageId, to, status } = message;
  const thin = { instanceId, messageId, providerMessageId, to, status, timestamp: iso(at) };
  const { contactId, campaignId, direction, type, from, body, mediaUrl, error } = message;
  const full = { ...thin, contactId, campaignId, direction, type, from, body, mediaUrl, error };
  return wrap(event, { sketch: { messageId, status }, thin, full }[payloads.detail], payloads);
}

/** The body of an instance event. */
export function instancePayload(event: EventName, instance: Instance, at: number, payloads: Payloads): unknown {
  const thin = { instanceId: instance.id, status: instance.status, timestamp: iso(at) };
  const full = { ...thin, name: instance.name, waNumber: instance.waNumber };
  return wrap(event, { sketch: thin, thin, full }[payloads.detail], payloads);
}

function wrap(event: EventName, fields: object, payloads: Payloads): unknown {
  return payloads.shape === 'nested' ? { event, data: fields } : { event, ...fields };
}
