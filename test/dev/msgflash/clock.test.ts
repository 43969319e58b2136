import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createClock } from '../../../dev/msgflash/clock.ts';

test('a frozen clock fires what falls due in order, each at its own instant, and ends where it was moved to', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 60 }),
      fc.integer({ min: 0, max: 60 }),
      async (waits, ms) => {
        const clock = createClock({ frozen: true, start: new Date(0) });
        const fired: [number, number][] = [];
        waits.forEach((wait, index) => void clock.setTimeout(() => void fired.push([clock.now(), index]), wait));
        clock.setTimeout(() => void fired.push([-1, -1]), 1)();
        await clock.advance(ms);
        const expected = waits
          .map((wait, index): [number, number] => [wait, index])
          .filter(([wait]) => wait <= ms)
          .sort(([a, i], [b, j]) => a - b || i - j);
        expect([fired, clock.now()]).toEqual([expected, ms]);
      },
    ),
  );
});

test('two advances add up, and each awaits what its timers start', async () => {
  const clock = createClock({ frozen: true, start: new Date(0) });
  const order: (string | number)[] = [];
  clock.setTimeout(async () => {
    await new Promise((resolve) => setImmediate(resolve));
    order.push('slow');
    clock.setTimeout(() => void order.push(clock.now()), 3);
  }, 1);
  clock.setTimeout(() => void order.push('next'), 2);
  await Promise.all([clock.advance(5), clock.advance(7)]);
  expect([order, clock.now()]).toEqual([['slow', 'next', 4], 12]);
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

test('a running clock fires by itself, and at once what it was moved past', async () => {
  const clock = createClock();
  await new Promise<void>((resolve) => clock.setTimeout(resolve, 1));
  let isFired = false;
  clock.setTimeout(() => {
    isFired = true;
  }, 3_600_000);
  const before = Date.now();
  await clock.advance(3_599_000);
  expect(isFired).toBe(false);
  await clock.advance(1_000);
  expect(isFired).toBe(true);
  expect(clock.now() - before).toBeGreaterThanOrEqual(3_600_000);
});
