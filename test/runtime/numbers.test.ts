import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Refusal } from '../../msgflash/failures.ts';
import { lookUpNumber, type NumberState } from '../../runtime/numbers.ts';
import { run } from '../../runtime/run.ts';
import { answeringBy, KEY, onPlatform, type Reply, type Sent } from './platform.ts';

const NUMBER = '+33639980042';
const ID = '80000000-0000-4000-8000-000000000001';

// Only what we wait with: the connections themselves are real.
const realSetTimeout = setTimeout;
beforeEach(() => {
  jest.useFakeTimers({
    doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'clearImmediate', 'setInterval', 'clearInterval', 'hrtime'],
  });
});
afterEach(() => {
  jest.useRealTimers();
});

const result = (changes: object = {}) => ({ onWhatsApp: [], notOnWhatsApp: [], invalid: [], ...changes });
const entry = { input: NUMBER, normalized: NUMBER };
const there = result({ onWhatsApp: [{ ...entry, jid: '33639980042@s.whatsapp.net' }] });
const absent = result({ notOnWhatsApp: [entry] });

const started = { data: { mode: 'async', lookupId: ID, status: 'pending', requested: 1, message: 'Poll.' } };
const state = (status: string, more: object = {}) => ({ data: { id: ID, status, progress: 0, completedAt: null, ...more } });

/** Looks the number up against these answers, the last one repeated, and lets two seconds pass whenever we wait. */
async function lookUp(answers: readonly Reply[]): Promise<{ state: NumberState; sent: Sent[]; seconds: number }> {
  const sent = answeringBy(() => answers[Math.min(sent.length, answers.length) - 1] ?? {});
  const start = performance.now();
  let isDone = false;
  const looking = onPlatform(
    (z, bundle) => run(z, bundle, (step) => lookUpNumber(step, 'inst_1', NUMBER)),
    { authData: { api_key: KEY } },
  ).finally(() => {
    isDone = true;
  });
  looking.catch(() => undefined);
  while (!isDone) {
    // What is under way ends first; a request has a timer of its own, so that one alone means nothing.
    await new Promise((resolve) => realSetTimeout(resolve, 5));
    if (!isDone && sent.length === answered) await jest.advanceTimersByTimeAsync(2_000);
  }
  return { state: await looking, sent, seconds: Math.round((performance.now() - start) / 1000) };
}
