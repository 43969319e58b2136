import { afterEach, jest } from '@jest/globals';
import { demo } from '../../../dev/msgflash/demo.ts';
import type { RunRecord } from '../../../dev/zapier/index.ts';
import { dictOf, START, sharedWorld, startWorld, type World, type WorldOptions } from '../../support/world.ts';

export interface FrozenWorld extends World {
  /** Lets time pass for MsgFlash, for the platform and for the app alike. */
  pass(ms: number): Promise<void>;
  /** Runs a create of the connection. */
  create(
    key: string,
    input: Record<string, unknown>,
    options?: Parameters<World['zapier']['run']>[3],
  ): Promise<RunRecord>;
}

afterEach(() => {
  jest.useRealTimers();
});

/** A world in which the app's `Date` stands still with the clock of everything else; real timers go on. */
export async function startFrozen(options: Omit<WorldOptions, 'clock'> = {}): Promise<FrozenWorld> {
  freeze(options.start ?? START);
  return withTime(await startWorld(options));
}

/** The same for `sharedWorld`, at whatever time the test before has left it. */
export async function sharedFrozen(): Promise<FrozenWorld> {
  freeze(START);
  const world = await sharedWorld();
  jest.setSystemTime(world.clock.now());
  return withTime(world);
}

function freeze(now: Date): void {
  jest.useFakeTimers({
    now,
    doNotFake: [
      'hrtime',
      'nextTick',
      'performance',
      'queueMicrotask',
      'setImmediate',
      'clearImmediate',
      'setInterval',
      'clearInterval',
      'setTimeout',
      'clearTimeout',
    ],
  });
}

function withTime(world: World): FrozenWorld {
  return {
    ...world,
    pass: async (ms) => {
      await world.clock.advance(ms);
      jest.setSystemTime(world.clock.now());
    },
    create: (key, input, runOptions) => world.zapier.run(world.connection, `creates.${key}`, input, runOptions),
  };
}

/** A text to somebody who is nobody's contact. */
export const hello = {
  instance_id: demo.instances.mainStore,
  to: demo.numbers.stranger,
  type: 'text',
  text: 'Your order 1042 is on its way.',
};

/** What a run handed on, as keys and values. */
export function outputOf(run: RunRecord): Record<string, unknown> {
  return dictOf(run.output);
}

/** Resolves once something is so. It waits by a timer, so that time can move on. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 1));
}
