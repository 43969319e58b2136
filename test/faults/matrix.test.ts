import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import app from '../../index.ts';
import { allCases } from './cases.ts';
import { MARK } from './environment.ts';
import { breachesOf, played } from './matrix.ts';
import type { Played, Trail } from './play.ts';
import { search, run as searchRuns } from './secrets.ts';

jest.setTimeout(120_000);

describe('a fault on every operation', () => {
  let game: Played;
  beforeAll(async () => {
    game = await played('small', app);
  });

  test('keeps every promise', () => {
    expect(breachesOf(game.findings)).toEqual([]);
  });

  test('has a case for every operation that a step asks for', () => {
    const names = Object.entries({ creates: app.creates, searches: app.searches, triggers: app.triggers }).flatMap(
      ([type, steps]) => Object.keys(steps ?? {}).map((key) => `${type}.${key}`),
    );
    // The dropdown of campaigns makes no request.
    expect(names.filter((name) => !allCases.some((each) => each.name === name))).toEqual(['triggers.campaign_list']);
    const tried = new Set(allCases.map(({ name, operation }) => `${name}: ${operation}`));
    const asked = game.findings.flatMap(({ tested, seen }) => seen.operations.map((each) => `${tested.name}: ${each}`));
    expect([...new Set(asked)].filter((each) => !tried.has(each))).toEqual([]);
    expect(asked.length).toBeGreaterThan(game.findings.length);
  });

  test('changes how steps end, and messages go out late and once', () => {
    const outcomes = new Set(game.findings.map(({ seen }) => seen.run.outcome));
    expect([...outcomes].sort()).toEqual(['errored', 'halted', 'reconnect', 'success', 'throttled']);
    expect(game.findings.some(({ seen }) => seen.sent === 0 && seen.sentInAll === 1)).toBe(true);
  });

  test('counts the endpoints of a full plan only where it sees them', () => {
    const sentence = (step: string, fault: string) =>
      game.findings.find((each) => each.tested.step === step && each.fault.name === fault)?.seen.run.message;
    expect(sentence('message_received subscribe', '403 MAX_WEBHOOK_ENDPOINTS_REACHED')).toMatch(/^\D+$/);
    expect(sentence('message_received subscribe, no endpoint left', '200 with unknown extra fields')).toMatch(/\b2\b/);
  });

  test("shows keys and webhook secrets to MsgFlash's origin only", async () => {
    expect((await searchRuns('small', app)).breaches).toEqual([]);
  });
});

describe('the search for secrets', () => {
  const KEY = `msgf_live_${MARK}7`;
  /** The trail of a connector without a leak. */
  const clean: Trail = {
    sent: [{ origin: 'http://127.0.0.1:1', path: '/', headers: `x-api-key: ${KEY}` }],
    apis: ['http://127.0.0.1:1'],
    platforms: ['http://127.0.0.1:2'],
    texts: [{ kind: 'logs', text: 'GET /instances: 200' }],
    webhookSecrets: [`${MARK}-of-a-webhook`],
  };
  const inLogs = (text: string): Partial<Trail> => ({ texts: [{ kind: 'logs', text }] });
  const elsewhere = (path: string) => ({
    sent: [...clean.sent, { origin: 'https://files.example.com', path, headers: '' }],
  });

  const keyInFile = { 'dist/index.js': `const key = 'msgf_live_${'0123456789abcdef'.repeat(2)}';` };
  test.each<[string, Partial<Trail>, string | undefined, Record<string, string>?]>([
    ['nothing', {}, undefined],
    ['a key', inLogs(`the key ${KEY} was refused`), 'a secret in logs'],
    ['a key as base64', inLogs(Buffer.from(`u:${KEY}`).toString('base64')), 'a secret in logs'],
    ['a key in a file that ships', {}, 'a key in dist/index.js', keyInFile],
    ['a request elsewhere', elsewhere('/'), 'a request to https://files.example.com'],
    ['a key in it', elsewhere(`/?key=${KEY}`), 'a secret in a request to https://files.example.com'],
    ['no requests', { sent: [] }, "no keys in requests to MsgFlash's origin"],
    ['no webhook', { webhookSecrets: [] }, 'webhook secrets without mark'],
  ])('finds %s', (_what, change, found, files = {}) => {
    expect(search({ ...clean, ...change }, files).breaches[0]).toBe(found);
  });
});
