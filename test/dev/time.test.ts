import { createServer } from 'node:http';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { takeTime, type VirtualTime } from '../../dev/time.ts';

const START = Date.UTC(2026, 11, 31, 23, 58);

let time: VirtualTime;
beforeEach(() => {
  time = takeTime(START);
});
afterEach(() => time.release());

test('stands still, for dates and for measuring alike, until it is moved', () => {
  const begun = performance.now();
  expect([Date.now(), new Date().toISOString(), time.now()]).toEqual([START, '2026-12-31T23:58:00.000Z', START]);
  time.tick(120_000);
  expect([new Date().toISOString(), performance.now() - begun]).toEqual(['2027-01-01T00:00:00.000Z', 120_000]);
});

test('fires what falls due on the way, in order, and nothing later', async () => {
  const fired: number[] = [];
  const after = (ms: number) => setTimeout(() => fired.push(ms), ms);
  for (const ms of [3_000, 1_000, 2_000, 5_001]) after(ms);
  clearTimeout(after(1_500));
  await time.pass(5_000);
  expect([fired, time.now()]).toEqual([[1_000, 2_000, 3_000], START + 5_000]);
});

test('moves until some work is done, and says when that waits for nothing', async () => {
  await time.until(time.sleep(86_400_000));
  expect(time.now()).toBe(START + 86_400_000);
  await expect(time.until(new Promise(() => {}))).rejects.toThrow('waits for nothing');
});

test('forgets timers without going back', async () => {
  let isFired = false;
  await time.pass(1_000);
  setTimeout(() => {
    isFired = true;
  }, 1);
  time.forget();
  await time.pass(1_000);
  expect([isFired, time.now()]).toEqual([false, START + 2_000]);
});

test('jumps over a wait, a time-out of an abort signal included', async () => {
  time.jump();
  await new Promise((resolve) => setTimeout(resolve, 3_600_000));
  const signal = AbortSignal.timeout(10_000);
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
  expect(signal.reason).toMatchObject({ name: 'TimeoutError' });
  expect(time.now()).toBe(START + 3_610_000);
});

test('does not jump while a local server still answers', async () => {
  const server = createServer((_request, response) => response.end('here'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  time.jump();
  try {
    for (let count = 0; count < 50; count++) {
      const response = await fetch(`http://127.0.0.1:${port}`, { signal: AbortSignal.timeout(5_000) });
      expect(await response.text()).toBe('here');
    }
    expect(time.now()).toBeLessThan(START + 5_000);
  } finally {
    server.close();
    server.closeAllConnections();
  }
});
