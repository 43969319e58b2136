import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { Deadline, STEP_MS } from '../../../lib/msgflash/deadline.ts';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

describe('Deadline', () => {
  test('a step has 25 s, of the 30 that the platform gives it', () => {
    expect(STEP_MS).toBe(25_000);
    expect(new Deadline().left()).toBe(25_000);
  });

  test.each([
    ['all of it', 10_000, undefined, undefined, 10_000],
    ['no more than the part may take', 10_000, 3_000, undefined, 3_000],
    ['no more than there is', 2_000, 3_000, undefined, 2_000],
    ['without what is kept for later', 10_000, undefined, 6_000, 4_000],
    ['the smaller of both', 10_000, 3_000, 8_000, 2_000],
    ['nothing where more is to be kept than there is', 5_000, 3_000, 6_000, 0],
    ['nothing after the end', 0, 3_000, undefined, 0],
  ])('gives %s', (_what, ms, atMost, keep, left) => {
    expect(new Deadline(ms).left(atMost, keep)).toBe(left);
  });

  test('falls as time passes, down to nothing and not below', () => {
    const deadline = new Deadline(1_000);
    jest.advanceTimersByTime(400);
    expect(deadline.left()).toBe(600);
    jest.advanceTimersByTime(600);
    expect(deadline.left()).toBe(0);
    jest.advanceTimersByTime(1);
    expect(deadline.left()).toBe(0);
  });

  test('answers in whole milliseconds, between nothing and everything', () => {
    const ms = fc.double({ min: 0, max: 60_000, noNaN: true });
    fc.assert(
      fc.property(ms, ms, ms, (total, atMost, keep) => {
        const left = new Deadline(total).left(atMost, keep);
        expect(Number.isInteger(left)).toBe(true);
        expect(left).toBeGreaterThanOrEqual(0);
        expect(left).toBeLessThanOrEqual(Math.min(total, atMost));
      }),
    );
  });
});
