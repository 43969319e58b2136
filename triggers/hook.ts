import {
  type Bundle,
  defineInputFields,
  defineTrigger,
  type PlainInputField,
  type WebhookTriggerPerform,
  type WebhookTriggerPerformList,
  type WebhookTriggerPerformSubscribe,
  type WebhookTriggerPerformUnsubscribe,
} from 'zapier-platform-core';
import { instanceFilterField } from '../lib/fields/instance.ts';
import { isId, type Values, wordIn } from '../lib/fields/values.ts';
import { idOf } from '../lib/finding/ids.ts';
import { Problem } from '../lib/problem.ts';
import type { OutputField } from '../lib/records/output.ts';
import { instancesWith } from '../lib/run/cache/instances.ts';
import { run } from '../lib/run/run.ts';
import type { Run } from '../lib/run/types.ts';
import type { HookRow } from './events.ts';
import { remember, wasSeen } from './seen.ts';
import type { Delivery, Subscription } from './webhook.ts';

/** Loaded when a Zap is turned on or off, or an event arrives: no other step needs it. */
const webhook = () => import('./webhook.ts');

/** What a family of triggers adds to the way that all hooks go. */
export interface Hook<T extends object> {
  row: HookRow;
  noun: string;
  inputFields: PlainInputField[];
  /** The events that a Zap with these values wants. */
  events(values: Values): string[];
  /** Tells one event from another, so that a repeat is known; null where nothing does. */
  identity(delivery: Delivery): string | null;
  /** The record of an event, null when it is not for this Zap after all. No fault of a read may cost the event. */
  record(step: Run, values: Values, delivery: Delivery): Promise<T | null>;
  /** Real recent events in the shape of live ones, for the editor. */
  recent(step: Run, values: Values): Promise<T[]>;
  sample: T & Record<string, unknown>;
  outputFields: OutputField[];
}

/**
 * Makes a REST hook trigger. A delivery goes one way: signature, our event, instance, seen before, record. It never asks
 * to be repeated: the platform would do that once, and later.
 */
export function hookTrigger<T extends object>(hook: Hook<T>) {
  const inputFields = defineInputFields(hook.inputFields);
  type Fields = typeof inputFields;

  const performSubscribe = (async (z, bundle) =>
    run(
      z,
      bundle,
      async (step) => {
        const events = hook.events(bundle.inputData);
        // A name that no instance has would filter every event, and nobody would notice.
        await chosenInstance(step, bundle.inputData);
        return (await webhook()).subscribe(step, bundle.targetUrl ?? '', events);
      },
      'editor',
    )) satisfies WebhookTriggerPerformSubscribe<Fields, Subscription>;

  const performUnsubscribe = (async (z, bundle) =>
    run(
      z,
      bundle,
      async (step) => (await webhook()).unsubscribe(step, bundle.subscribeData),
      'editor',
    )) satisfies WebhookTriggerPerformUnsubscribe<Fields>;

  const perform = (async (z, bundle) =>
    run(z, bundle, (step) => onDelivery(step, bundle, hook), 'editor')) satisfies WebhookTriggerPerform<Fields, T>;

  const performList = (async (z, bundle) =>
    run(z, bundle, (step) => hook.recent(step, bundle.inputData), 'editor')) satisfies WebhookTriggerPerformList<
    Fields,
    T
  >;

  return defineTrigger({
    key: hook.row.key,
    noun: hook.noun,
    display: { label: hook.row.label, description: hook.row.description },
    operation: {
      type: 'hook',
      inputFields,
      performSubscribe,
      performUnsubscribe,
      perform,
      performList,
      sample: hook.sample,
      outputFields: hook.outputFields,
    },
  });
}

async function onDelivery<T extends object>(step: Run, bundle: Bundle, hook: Hook<T>): Promise<T[]> {
  const { readDelivery } = await webhook();
  const delivery = readDelivery(bundle, hook.events(bundle.inputData));
  if (!delivery || !(await isChosen(step, bundle.inputData, delivery.payload.instanceId))) return [];
  const identity = hook.identity(delivery);
  const key = identity && `seen:${delivery.subscriptionId}:${delivery.event}:${identity}`;
  if (key && (await wasSeen(step, key))) return [];
  const record = await hook.record(step, bundle.inputData, delivery);
  if (!record) return [];
  return !key || (await remember(step, key)) ? [record] : [];
}

/** Whether a trigger is limited to one instance. */
export function isLimited(values: Values): boolean {
  return wordIn(values, instanceFilterField.key) !== '';
}

const WAY_OUT = 'Choose one from the list, or leave it empty for all your WhatsApp numbers';

/** The id of the instance that a trigger is limited to; '' for all. @throws Problem `error` when none or several are meant */
export async function chosenInstance(step: Run, values: Values): Promise<string> {
  const written = wordIn(values, instanceFilterField.key);
  return written && idOf(step, 'instance', written, values, WAY_OUT);
}

/**
 * Whether an event's instance is the one that the trigger is limited to. A name or a number is looked up in a list that
 * is at most a day old. An event passes when its instance is unknown, or when the list cannot be read.
 *
 * @throws Problem `error` when no instance, or several, now have that name: the filter would drop every event unnoticed
 */
export async function isChosen(step: Run, values: Values, instanceId: string | null | undefined): Promise<boolean> {
  const written = wordIn(values, instanceFilterField.key);
  if (written === '' || !instanceId || instanceId === written) return true;
  if (isId(written)) return false;
  const { instancesMeant } = await import('../lib/finding/names.ts');
  const known = (await instancesWith(step, instanceId)) ?? [];
  const [meant, another] = await instancesMeant(known, written, step.connection);
  if (meant && !another) return meant.id === instanceId;
  try {
    return (await chosenInstance(step, values)) === instanceId;
  } catch (error) {
    if (error instanceof Problem) throw error;
    return true;
  }
}
