/**
 * The time of every test: it begins at one moment, whatever the machine's hour, date and zone, and jumps over waits, so
 * that time-outs and polls take no real time. `TEST_START=2026-12-31T23:58:00Z npm test` begins at another one.
 */
import { afterAll, expect } from '@jest/globals';
import { takeTime } from '../../dev/time.ts';

const start = Date.parse(process.env.TEST_START ?? '2026-11-20T10:00:00.000Z');
if (Number.isNaN(start)) throw new Error(`TEST_START is not a time: ${process.env.TEST_START}`);

// A browser lives by the machine's time; the page's own is in a process of its own.
if (!expect.getState().testPath?.includes('/dev/page/browser/')) {
  const time = takeTime(start);
  time.jump();
  afterAll(() => time.release());
}
