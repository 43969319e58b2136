import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import app from '../../index.ts';
import { breachesOf, played, run } from './matrix.ts';
import { allPlaces } from './matrix-places.ts';
import type { Played } from './matrix-play.ts';
import { markdownOf } from './report.ts';
import { run as searchSecrets } from './secrets.ts';

jest.setTimeout(180_000);

let game: Played;
beforeAll(async () => {
  game = await played('small', app);
});

describe('the fault matrix in its small size', () => {
  test('keeps every promise', () => {
    expect(breachesOf(game.findings)).toEqual([]);
  });

  test('takes every step of the app, and every operation of each under several faults', () => {
    const steps = [
      ...Object.keys(app.creates ?? {}),
      ...Object.keys(app.searches ?? {}),
      ...Object.keys(app.triggers ?? {}),
    ];
    const taken = new Set(allPlaces().map(({ name }) => name.split('.')[1]));
    // The list of campaigns makes no request that could fail.
    expect(steps.filter((step) => !taken.has(step))).toEqual(['campaign_list']);
    const faults = new Map<string, Set<string>>();
    for (const { place, fault } of game.findings) {
      const key = `${place.step} ${place.operation} ${place.role}`;
      faults.set(key, (faults.get(key) ?? new Set()).add(fault.name));
    }
    const fewest = Math.min(...[...faults.values()].map(({ size }) => size));
    expect(fewest).toBeGreaterThanOrEqual(5);
  });

  test('has a place for every operation that a step was seen to ask for', () => {
    const places = new Set(allPlaces().map(({ name, operation }) => `${name}: ${operation}`));
    const seen = game.findings.flatMap(({ place, seen }) => seen.operations.map((each) => `${place.name}: ${each}`));
    expect(seen.length).toBeGreaterThanOrEqual(game.findings.length);
    expect([...new Set(seen)].filter((each) => !places.has(each))).toEqual([]);
  });

  test('counts the endpoints of a full plan only where it sees them', () => {
    const told = (step: string, fault: string) =>
      game.findings.find(({ place, fault: { name } }) => place.step === step && name === fault)?.seen.run.message;
    expect(told('message_received subscribe', '403 MAX_WEBHOOK_ENDPOINTS_REACHED')).toMatch(/^\D+$/);
    expect(told('message_received subscribe, no endpoint left', '200 with unknown extra fields')).toMatch(/\b2\b/);
  });

  test('really struck: the faults changed how steps end, and messages went out', () => {
    const outcomes = new Set(game.findings.map(({ seen }) => seen.run.outcome));
    expect([...outcomes].sort()).toEqual(['errored', 'halted', 'reconnect', 'success', 'throttled']);
    expect(game.findings.some(({ seen }) => seen.sentInAll === 1)).toBe(true);
    expect(game.findings.some(({ seen }) => seen.sent === 0 && seen.sentInAll === 1)).toBe(true);
  });

  test("shows its keys and webhook secrets to MsgFlash's origin and to nobody else", async () => {
    const { tables, breaches } = await searchSecrets('small', app);
    expect(breaches).toEqual([]);
    expect(tables[0]?.rows.slice(0, 2)).toEqual([
      ["requests to MsgFlash's origin", 'in every one', 'yes'],
      ['requests to any other origin', 0, 'no'],
    ]);
  });

  test('becomes a document that names no address of this machine', async () => {
    const document = markdownOf([await run('small', app)]);
    expect(document).toContain('## Fault matrix');
    expect(document).toContain('sends only if the message has not gone out');
    expect(document).not.toContain('(measured)\n');
    expect(document).not.toMatch(/127\.0\.0\.1|localhost|[0-9a-f]{8}-[0-9a-f]{4}-/);
  });
});
