/** The documented events ("/guides/webhooks"). */
export const EVENTS = [
  'instance.connected',
  'instance.disconnected',
  'message.sent',
  'message.delivered',
  'message.read',
  'message.failed',
  'message.received',
] as const;

export type EventName = (typeof EVENTS)[number];

type StatusOf<E> = E extends `message.${infer S}` ? S : never;
/** A message status that has an event. */
export type EventStatus = StatusOf<EventName>;

/** Whether an event `message.<status>` is documented. */
export function hasEvent(status: string): status is EventStatus {
  return EVENTS.some((event) => event === `message.${status}`);
}

/** Whether a host name means this machine. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
