import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createClock } from '../../../dev/msgflash/clock.ts';
import { START } from './start.ts';

describe('a frozen clock', () => {
  test('stands still until it is advanced', async () => {
    const clock = createClock({ frozen: true, start: START });
    expect(clock.now()).toBe(START.getTime());
    await clock.advance(1234);
    expect(clock.now()).toBe(START.getTime() + 1234);
  });

  test('fires whatever falls due, in order of time and then of asking, at its own instant', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 60 }),
        fc.integer({ min: 0, max: 60 }),
        async (waits, ms) => {
          const clock = createClock({ frozen: true, start: new Date(0) });
          const fired: [number, number][] = [];
          waits.forEach((wait, index) => {
            clock.setTimeout(() => {
              expect(clock.now()).toBe(wait);
              fired.push([wait, index]);
            }, wait);
          });
          await clock.advance(ms);
          const expected = waits
            .map((wait, index): [number, number] => [wait, index])
            .filter(([wait]) => wait <= ms)
            .sort(([a, i], [b, j]) => a - b || i - j);
          expect(fired).toEqual(expected);
          expect(clock.now()).toBe(ms);
        },
      ),
    );
  });

  test('fires what a timer starts if that falls due too', async () => {
    const clock = createClock({ frozen: true, start: new Date(0) });
    const fired: number[] = [];
    const again = () => {
      fired.push(clock.now());
      clock.setTimeout(again, 10);
    };
    clock.setTimeout(again, 10);
    await clock.advance(35);
    expect(fired).toEqual([10, 20, 30]);
  });

  test('awaits what a timer starts before the next one fires', async () => {
    const clock = createClock({ frozen: true });
    const order: string[] = [];
    clock.setTimeout(async () => {
      order.push('begin');
      await new Promise((resolve) => setImmediate(resolve));
      order.push('end');
    }, 1);
    clock.setTimeout(() => void order.push('next'), 2);
    await clock.advance(2);
    expect(order).toEqual(['begin', 'end', 'next']);
  });

  test('does not fire what was cancelled', async () => {
    const clock = createClock({ frozen: true });
    let count = 0;
    const cancel = clock.setTimeout(() => void count++, 5);
    clock.setTimeout(() => void count++, 5);
    cancel();
    await clock.advance(10);
    expect(count).toBe(1);
  });

  test('two advances add up', async () => {
    const clock = createClock({ frozen: true, start: new Date(0) });
    await Promise.all([clock.advance(5), clock.advance(7)]);
    expect(clock.now()).toBe(12);
  });

  test('settle waits for tracked work and fires what is due now', async () => {
    const clock = createClock({ frozen: true });
    const order: string[] = [];
    void clock.track(new Promise<void>((resolve) => setImmediate(resolve)).then(() => void order.push('work')));
    clock.setTimeout(() => void order.push('due'), 0);
    clock.setTimeout(() => void order.push('later'), 1);
    await clock.settle();
    expect(order).toEqual(['work', 'due']);
  });
});

describe('a running clock', () => {
  test('is real time plus what it was advanced by', async () => {
    const clock = createClock();
    const before = Date.now();
    await clock.advance(3_600_000);
    const ahead = clock.now() - before;
    expect(ahead).toBeGreaterThanOrEqual(3_600_000);
    expect(ahead).toBeLessThan(3_660_000);
  });

  test('fires by itself', async () => {
    const clock = createClock();
    await new Promise<void>((resolve) => clock.setTimeout(resolve, 1));
  });

  test('fires at once what advance has passed', async () => {
    const clock = createClock();
    let fired = false;
    clock.setTimeout(() => {
      fired = true;
    }, 3_600_000);
    await clock.advance(3_599_000);
    expect(fired).toBe(false);
    await clock.advance(1000);
    expect(fired).toBe(true);
  });
});
