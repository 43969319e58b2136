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

/** Loaded when a Zap is turned on or off or an event arrives. No other step needs it. */
const webhook = () => import('./webhook.ts');

/** What message triggers and instance triggers each add to the path that all hooks share. */
export interface Hook<T extends object> {
  row: HookRow;
  noun: string;
  inputFields: PlainInputField[];
  /** The events that a Zap with these values subscribes to. */
  events(values: Values): string[];
  /** Identifies an event, so that a repeat is recognised; null if the payload has nothing to identify it by. */
  identity(delivery: Delivery): string | null;
  /** The record of an event, null if the event is not for this Zap. A failed read must not lose the event. */
  record(step: Run, values: Values, delivery: Delivery): Promise<T | null>;
  /** Real recent events, in the same shape as live ones, for the editor. */
  recent(step: Run, values: Values): Promise<T[]>;
  sample: T & Record<string, unknown>;
  outputFields: OutputField[];
}

/**
 * Makes a REST hook trigger. A delivery is processed in this order: signature, event, instance, seen before, record. It
 * is never throttled, because Zapier retries a hook only once, and later.
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
        // With a name that no instance has, the filter would silently drop every event.
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

const ADVICE = 'Choose one from the list, or leave it empty for all your WhatsApp numbers';

/** The ID of the instance that a trigger is limited to, '' for all. @throws Problem `error` if none or several match */
export async function chosenInstance(step: Run, values: Values): Promise<string> {
  const written = wordIn(values, instanceFilterField.key);
  return written && idOf(step, 'instance', written, values, ADVICE);
}

/**
 * Whether an event's instance is the one that the trigger is limited to. A name or a number is looked up in a list that
 * is at most a day old. An event passes if its instance is unknown or the list cannot be read.
 *
 * @throws Problem `error` if no instance, or more than one, has that name now: the filter would silently drop every
 *   event
 */
export async function isChosen(step: Run, values: Values, instanceId: string | null | undefined): Promise<boolean> {
  const written = wordIn(values, instanceFilterField.key);
  if (written === '' || !instanceId || instanceId === written) return true;
  if (isId(written)) return false;
  const { instancesMeant } = await import('../lib/finding/names.ts');
  const listed = (await instancesWith(step, instanceId)) ?? [];
  const [meant, another] = await instancesMeant(listed, written, step.connection);
  if (meant && !another) return meant.id === instanceId;
  try {
    return (await chosenInstance(step, values)) === instanceId;
  } catch (error) {
    if (error instanceof Problem) throw error;
    return true;
  }
}
