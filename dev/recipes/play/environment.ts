import { createClock } from '../../msgflash/clock.ts';
import type { LedgerEntry } from '../../msgflash/control.ts';
import { demo } from '../../msgflash/demo.ts';
import { isApi } from '../../msgflash/log.ts';
import { type MsgFlash, type MsgFlashOptions, startMsgFlash } from '../../msgflash/server.ts';
import { takeTime, type VirtualTime } from '../../time.ts';
import { startZapier, type Zapier } from '../../zapier/index.ts';
import type { PlainField } from '../../zapier/inputs.ts';
import { plainFields } from '../../zapier/inputs.ts';
import { at } from '../../zapier/values.ts';
import { titleOf } from '../mapping.ts';
import type { Recipe } from '../recipe.ts';

/** What somebody fills in to connect, for a recipe or without one. */
export const authDataOf = (recipe: Recipe | undefined) => ({
  api_key: recipe?.isFree ? demo.otherKey : demo.key,
  default_country: 'FR',
});

/** The zone of the Zaps. */
const TIMEZONE = 'Europe/Paris';

/** What recipes are played in: MsgFlash and Zapier. */
export interface Environment {
  msgflash: MsgFlash;
  zapier: Zapier;
  authFields: readonly PlainField[];
  /** The label of a step, as people see it in the list of actions. @param name such as `creates.send_message` */
  labelOf(name: string): string;
  /** The label of an output field, as people see it when they map it. */
  outputLabel(step: string, key: string): string;
  ledger(): LedgerEntry[];
  /** How many requests the plan was charged for so far. */
  charged(): number;
  /** Waits until every webhook has arrived and every Zap has done its work. */
  settle(): Promise<void>;
  /** Lets time pass on both sides, and waits for what that brings about. */
  pass(ms: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens an in-memory MsgFlash and a stand-in for Zapier, on one clock with the connector until closed. Time stands still
 * unless a recipe lets it pass or everybody waits, so that a recipe always plays the same.
 *
 * @param start where time begins
 */
export async function openEnvironment(app: object, start: number, options: MsgFlashOptions = {}): Promise<Environment> {
  const time = takeTime(start);
  time.jump();
  try {
    return await openOn(time, app, options);
  } catch (error) {
    time.release();
    throw error;
  }
}

async function openOn(time: VirtualTime, app: object, options: MsgFlashOptions): Promise<Environment> {
  const shared = { now: time.now, tick: time.tick, settled: async () => {} };
  const clock = createClock({ frozen: true, shared });
  const msgflash = await startMsgFlash({ clock, rateLimit: null, ...options });
  const zapier = await startZapier({
    app,
    now: time.now,
    wait: async (ms) => time.tick(ms),
    timezone: TIMEZONE,
    // Whatever the shell has set, recipes use this server, with the signature check on.
    env: { MSGFLASH_API_URL: msgflash.url, MSGFLASH_SIGNATURE_CHECK: '' },
  }).catch(async (error: unknown) => {
    await msgflash.close();
    throw error;
  });

  shared.settled = zapier.settled;

  async function settle(): Promise<void> {
    await msgflash.control.settle();
    await zapier.settled();
  }

  return {
    msgflash,
    zapier,
    authFields: plainFields(at(app, 'authentication', 'fields')),
    labelOf: (name) => String(at(app, ...name.split('.'), 'display', 'label') ?? name),
    outputLabel: (step, key) => {
      const fields = at(app, ...step.split('.'), 'operation', 'outputFields');
      const field = Array.isArray(fields) ? fields.find((each) => at(each, 'key') === key) : undefined;
      return String(at(field, 'label') ?? titleOf(key));
    },
    ledger: () => msgflash.control.ledger(),
    // A refused key is nobody's, so nobody is charged.
    charged: () => {
      const requests = msgflash.control.requests.all();
      return requests.filter((entry) => isApi(entry) && entry.status !== 401).length;
    },
    settle,
    async pass(ms) {
      await clock.advance(ms);
      await settle();
    },
    async close() {
      await zapier.close();
      await msgflash.close();
      time.release();
    },
  };
}
