import { createHmac } from 'node:crypto';
import { demo } from '../../dev/msgflash/demo.ts';
import type { EventName } from '../../dev/msgflash/webhooks.ts';
import type { RunRecord, Zap } from '../../dev/zapier/index.ts';
import { instanceEventSample } from '../../lib/records/instance-event.ts';
import { messageEventSample } from '../../lib/records/message-event.ts';
import { messageRows } from '../../triggers/events.ts';
import type { Environment } from './environment.ts';

const { instances, numbers } = demo;

/** Sends a message and lets it come as far as it gets. @returns its id */
export async function sendMessage(environment: Environment, instanceId: string = instances.mainStore, changes = {}) {
  const message = { instanceId, to: numbers.awa, type: 'text', text: 'Hello Awa', ...changes };
  const { id } = await environment.call('POST /messages/send', message);
  await environment.pass(60_000);
  await environment.settled();
  return String(id);
}

/** A customer writes. @returns the message's id */
export async function receiveMessage(environment: Environment, instance: string = instances.mainStore, changes = {}) {
  const { id } = environment.control.receive({ instance, from: numbers.awa, text: 'Hello shop', ...changes });
  await environment.settled();
  return id;
}

/** A hook trigger, and how its event comes about. */
export interface TriggerCase {
  key: string;
  /** What its user chose, beside the instance. */
  input: Record<string, unknown>;
  /** Exactly what its endpoint must be subscribed to. */
  events: string[];
  /** The one that `happens`. */
  event: string;
  /** Keys of its records. `test/definition` guards that none is lost. */
  keys: readonly string[];
  /** Two instances to which it can happen. */
  here: string;
  elsewhere: string;
  /** Makes it happen and waits until every Zap has dealt with it. @returns the id that the record must have */
  happens(environment: Environment, instance?: string): Promise<string>;
}

function onMessage(
  key: string,
  event: EventName,
  more: { input?: object; events?: string[]; to?: string } = {},
): TriggerCase {
  const happen = async (environment: Environment, instance?: string) => {
    if (event === 'message.received') return receiveMessage(environment, instance);
    const id = await sendMessage(environment, instance, more.to && { to: more.to });
    if (!/\.(sent|delivered|read|failed)$/.test(event)) environment.control.announce({ event, id });
    await environment.settled();
    return id;
  };
  const keys = Object.keys(messageEventSample('read'));
  return {
    ...{ key, event, input: { ...more.input }, events: more.events ?? [event], keys },
    ...{ here: instances.mainStore, elsewhere: instances.support },
    happens: async (environment, instance) => `${event}:${await happen(environment, instance)}`,
  };
}

function onInstance(state: 'connected' | 'disconnected', here: string, elsewhere: string): TriggerCase {
  const event = `instance.${state}`;
  const [before, after] = state === 'connected' ? (['unlink', 'link'] as const) : (['link', 'unlink'] as const);
  const keys = Object.keys(instanceEventSample(state));
  return {
    ...{ key: `instance_${state}`, input: {}, events: [event], event, keys, here, elsewhere },
    happens: async (environment, instance = here) => {
      environment.control[before]({ instance });
      environment.control[after]({ instance });
      await environment.settled();
      return instance;
    },
  };
}

/** What some triggers need for their event to happen. */
const MORE: Readonly<Record<string, Parameters<typeof onMessage>[2]>> = {
  message_failed: { to: numbers.failing },
  message_status_updated: { input: { statuses: ['read', 'failed'] }, events: ['message.read', 'message.failed'] },
};

/** All webhook triggers. */
export const triggerCases: TriggerCase[] = [
  ...messageRows.map(({ key, status }) => onMessage(key, `message.${status ?? 'read'}`, MORE[key])),
  onInstance('connected', instances.events, instances.unlinked),
  onInstance('disconnected', instances.mainStore, instances.support),
];

export function triggerCase(key: string): TriggerCase {
  const found = triggerCases.find((each) => each.key === key);
  if (!found) throw new Error(`There is no trigger ${key}`);
  return found;
}

/** Turns a Zap on. @returns it, and everything that goes out of its trigger @throws when it did not turn on */
export async function turnOn({ connection, zapier }: Environment, key: string, input: Record<string, unknown> = {}) {
  const out: Record<string, unknown>[] = [];
  const zap = await zapier.turnOn(connection, key, input, (item) => void out.push(item));
  if (!zap.isOn) throw new Error(`${key} did not turn on: ${zap.message}`);
  return { zap, out };
}

/** The header's value, made as MsgFlash's guide says. */
export function signature(secret: string, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

/** The secret that only this Zap and MsgFlash know. */
export function secretOf(zap: Zap): string {
  return String(zap.subscribeData.secret);
}

/** Posts a body to a Zap as MsgFlash would, signed unless told otherwise. @returns the run that came of it */
export async function deliver(zap: Zap, body: string | object, headers?: Record<string, string>): Promise<RunRecord> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const signed = headers ?? { 'x-msgflash-signature': signature(secretOf(zap), text) };
  const before = zap.runs.length;
  const response = await fetch(zap.hookUrl, {
    ...{ method: 'POST', body: text, headers: { 'content-type': 'application/json', ...signed } },
  });
  if (response.status !== 200) throw new Error(`The hook URL answered with ${response.status}`);
  const run = (await zap.waitForRuns(before + 1))[before];
  if (!run) throw new Error('Nothing came of the delivery');
  return run;
}

/** Has MsgFlash send its last delivery to a Zap once more, byte for byte. @returns the run that came of it */
export async function redeliver({ control }: Environment, zap: Zap): Promise<RunRecord | undefined> {
  const delivery = control.deliveries().findLast(({ url }) => url === zap.hookUrl);
  const before = zap.runs.length;
  await control.redeliver({ id: delivery?.id ?? '' });
  return (await zap.waitForRuns(before + 1))[before];
}
