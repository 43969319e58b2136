import { createHmac } from 'node:crypto';
import { demo } from '../../dev/msgflash/demo.ts';
import type { Connection, RunRecord, Zap } from '../../dev/zapier/index.ts';
import { INSTANCE_EVENT_KEYS, MESSAGE_EVENT_KEYS } from './contract.ts';
import type { World } from './world.ts';

/** A hook trigger, and how the event it tells of comes about. */
export interface TriggerCase {
  key: string;
  /** What its user chose, beside the instance. */
  input: Record<string, unknown>;
  /** Exactly what its endpoint must be subscribed to. */
  events: string[];
  /** The one that `happens`. */
  event: string;
  /** Keys of its records. */
  keys: readonly string[];
  /** Two instances to which it can happen. */
  here: string;
  elsewhere: string;
  /** Makes it happen and waits until every Zap has dealt with it. @returns the id that the record must have */
  happens(world: World, instance?: string): Promise<string>;
}

const { instances, numbers } = demo;

const onMessages = { keys: MESSAGE_EVENT_KEYS, here: instances.mainStore, elsewhere: instances.support };

/** Sends a message and lets it come as far as it gets. @returns its id */
export async function sendMessage(world: World, instanceId: string = instances.mainStore, changes: object = {}) {
  const message = { instanceId, to: numbers.awa, type: 'text', text: 'Hello Awa', ...changes };
  const { id } = await world.call('POST /messages/send', message);
  await world.clock.advance(60_000);
  await world.settled();
  return String(id);
}

/** A customer writes. @returns the message's id */
export async function receiveMessage(world: World, instance: string = instances.mainStore, changes: object = {}) {
  const { id } = world.control.receive({ instance, from: numbers.awa, text: 'Hello shop', ...changes });
  await world.settled();
  return id;
}

function sending(status: string, changes: object = {}) {
  return {
    ...onMessages,
    event: `message.${status}`,
    happens: async (world: World, instance?: string) =>
      `message.${status}:${await sendMessage(world, instance, changes)}`,
  };
}

function switching(state: 'connected' | 'disconnected', here: string, elsewhere: string) {
  return {
    key: `instance_${state}`,
    input: {},
    events: [`instance.${state}`],
    event: `instance.${state}`,
    keys: INSTANCE_EVENT_KEYS,
    here,
    elsewhere,
    happens: async (world: World, instance = here) => {
      world.control[state === 'connected' ? 'link' : 'unlink']({ instance });
      await world.settled();
      return instance;
    },
  };
}

/** All eight. */
export const triggerCases: TriggerCase[] = [
  {
    key: 'message_received',
    input: {},
    events: ['message.received'],
    ...onMessages,
    event: 'message.received',
    happens: async (world, instance) => `message.received:${await receiveMessage(world, instance)}`,
  },
  { key: 'message_sent', input: {}, events: ['message.sent'], ...sending('sent') },
  { key: 'message_delivered', input: {}, events: ['message.delivered'], ...sending('delivered') },
  { key: 'message_read', input: {}, events: ['message.read'], ...sending('read') },
  { key: 'message_failed', input: {}, events: ['message.failed'], ...sending('failed', { to: numbers.failing }) },
  {
    key: 'message_status_updated',
    input: { statuses: ['read', 'failed'] },
    events: ['message.read', 'message.failed'],
    ...sending('read'),
  },
  switching('connected', instances.events, instances.unlinked),
  switching('disconnected', instances.mainStore, instances.support),
];

/** A Zap, and everything that went out of its trigger. */
export interface OpenZap {
  zap: Zap;
  out: Record<string, unknown>[];
}

/** Switches a Zap on. @throws when it did not come on */
export async function switchOn(
  world: World,
  key: string,
  input: Record<string, unknown> = {},
  connection: Connection = world.connection,
): Promise<OpenZap> {
  const out: Record<string, unknown>[] = [];
  const zap = await world.zapier.turnOn(connection, key, input, (item) => void out.push(item));
  if (!zap.isOn) throw new Error(`${key} did not come on: ${zap.message}`);
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
export async function deliver(
  zap: Zap,
  body: string | object,
  headers?: Record<string, string>,
): Promise<RunRecord | undefined> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const before = zap.runs.length;
  const response = await fetch(zap.hookUrl, {
    method: 'POST',
    body: text,
    headers: {
      'content-type': 'application/json',
      ...(headers ?? { 'x-msgflash-signature': signature(secretOf(zap), text) }),
    },
  });
  if (response.status !== 200) throw new Error(`The hook URL answered with ${response.status}`);
  return (await zap.waitForRuns(before + 1))[before];
}

/** Has MsgFlash send its last delivery to a Zap once more, byte for byte. @returns the run that came of it */
export async function redeliver(world: World, zap: Zap): Promise<RunRecord | undefined> {
  const delivery = world.control.deliveries().findLast(({ url }) => url === zap.hookUrl);
  const before = zap.runs.length;
  await world.control.redeliver({ id: delivery?.id ?? '' });
  return (await zap.waitForRuns(before + 1))[before];
}
