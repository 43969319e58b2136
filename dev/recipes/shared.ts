import type { Shop } from '../demo/shop/shop.ts';
import type { FollowUp, StoryStep } from '../demo/step.ts';
import { demo } from '../msgflash/demo.ts';
import { type Input, mapped } from '../zapier/index.ts';
import { at } from '../zapier/values.ts';

/** What an app returns or takes, by the names of its fields. */
export type Fields = Readonly<Record<string, string>>;

/** Connects with a key that is right, and picks the number that sends. */
export async function openShop(story: StoryStep, key: string = demo.key, instance = 'Main Store'): Promise<Shop> {
  const { connection } = await story.connects({ api_key: key, default_country: 'FR' });
  if (!connection) throw new Error('The key was refused.');
  const mainStore = await story.picks(connection, 'creates.send_message', 'instance_id', instance);
  story.wire();
  story.lists('picked', [['Instance', story.environment.labels.get(mainStore) ?? '']]);
  return { connection, mainStore };
}

/** Shows what another app returns or takes; the step itself is that app's own affair. */
export function showApp(story: StoryStep, app: string, fields: Fields): void {
  story.lists(app, Object.entries(fields));
}

/**
 * Maps from earlier steps, as the editor's pills do.
 *
 * @param steps what step 1, step 2 … return
 * @returns text with `{{1__name}}` in it → the value of a field, filled and unfilled
 */
export function mapping(...steps: readonly unknown[]) {
  return (text: string) => mapped(filled(text, steps), text);
}

function filled(text: string, steps: readonly unknown[]): string {
  return text.replace(/\{\{(\d+)__(\w+)\}\}/g, (_all, step: string, name: string) =>
    String(at(steps[Number(step) - 1], name) ?? ''),
  );
}

/** What another app takes from the steps before it. @param fields texts with `{{1__name}}` in them */
export function takes(fields: Fields, ...steps: readonly unknown[]): Fields {
  return Object.fromEntries(Object.entries(fields).map(([name, text]) => [name, filled(text, steps)]));
}

/** The step of another app after a trigger, and what it got so far. */
export interface OtherApp extends FollowUp {
  readonly got: readonly Fields[];
}

/** @param fields what it takes of the trigger's record, which is step 1 */
export function otherApp(fields: Fields): OtherApp {
  const got: Fields[] = [];
  return { got, played: [], onEvent: (item) => void got.push(takes(fields, item)) };
}

/** Runs an action, and says what it cost. @param name such as `creates.send_message` */
export async function runsFor(story: StoryStep, { connection }: Shop, name: `creates.${string}`, input: Input) {
  const before = story.environment.wire.charged();
  const run = await story.runs(connection, name, input);
  return { run, cost: story.environment.wire.charged() - before };
}
