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
import { type Values, wordIn } from '../lib/fields/values.ts';
import type { OutputField } from '../lib/records/output.ts';
import { run } from '../lib/run/run.ts';
import type { Run } from '../lib/run/types.ts';
import type { HookRow } from './events.ts';
import { remember, wasSeen } from './seen.ts';
import type { Delivery, Subscription } from './webhook.ts';

/** Loaded when a Zap is switched on or off, or hears of an event: no other step needs it. */
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
      async (step) => (await webhook()).subscribe(step, bundle.targetUrl ?? '', hook.events(bundle.inputData)),
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
  if (!delivery || !isChosen(bundle.inputData, delivery.payload.instanceId)) return [];
  const identity = hook.identity(delivery);
  const key = identity && `seen:${delivery.subscriptionId}:${delivery.event}:${identity}`;
  if (key && (await wasSeen(step, key))) return [];
  const record = await hook.record(step, bundle.inputData, delivery);
  if (!record) return [];
  return !key || (await remember(step, key)) ? [record] : [];
}

/** The instance that a trigger is limited to; '' for all. */
export function chosenInstance(values: Values): string {
  return wordIn(values, 'instance_id');
}

/** Whether an instance is the one the trigger is limited to. One that is not known may be. */
export function isChosen(values: Values, instanceId: string | null | undefined): boolean {
  const chosen = chosenInstance(values);
  return chosen === '' || !instanceId || instanceId === chosen;
}
