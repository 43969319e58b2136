import { describe, expect, test } from '@jest/globals';
import type { Trail } from './matrix-play.ts';
import { MARK } from './matrix-stage.ts';
import { reportOf, searchBuild } from './secrets.ts';

// The search through the runs themselves stands with them, in matrix.test.ts.

const API = 'http://127.0.0.1:1';
const KEY = `msgf_live_${MARK}7`;
const HOOK_SECRET = `${MARK}-of-a-webhook`;
const build = { place: 'the build', pieces: 1, found: 0, isAllowed: false };

/** What a connector without fault leaves behind. */
const clean: Trail = {
  sent: [{ origin: API, path: '/api/v1/instances', headers: `x-api-key: ${KEY}`, body: '' }],
  api: API,
  platform: ['http://127.0.0.1:2'],
  texts: [{ kind: 'logs', text: 'GET /instances: 200' }],
  webhookSecrets: [HOOK_SECRET],
};

const breachesOf = (change: Partial<Trail>) => reportOf([{ ...clean, ...change }], [build]).breaches;
const inLogs = (text: string) => breachesOf({ texts: [{ kind: 'logs', text }] });

describe('the search for secrets', () => {
  test('finds nothing where nothing is', () => {
    expect(breachesOf({})).toEqual([]);
  });

  test.each([
    ['plain', `the key ${KEY} was refused`],
    ['in lower case', KEY.toLowerCase()],
    ['as hex', Buffer.from(KEY).toString('hex')],
    ['as base64', Buffer.from(KEY).toString('base64')],
    ['as base64, one further on', Buffer.from(`:${KEY}`).toString('base64')],
    ['as base64, two further on', Buffer.from(`u:${KEY}`).toString('base64')],
    ['a webhook secret', `{"secret":"${HOOK_SECRET}"}`],
  ])('finds one that is %s', (_how, text) => {
    expect(inLogs(text)).toEqual(['1 secrets in logs']);
  });

  test('finds a key that went to another origin, in a header, an address or a body', () => {
    const stray = (path: string, headers: string, body = '') =>
      breachesOf({ sent: [...clean.sent, { origin: 'https://files.example.com', path, headers, body }] });
    const found = ['1 secrets in requests to any other origin', 'a request to https://files.example.com'];
    expect(stray('/a', `x-api-key: ${KEY}`)).toEqual(found);
    expect(stray(`/a?key=${KEY}`, '')).toEqual(found);
    expect(stray('/a', '', JSON.stringify({ key: KEY }))).toEqual(found);
  });

  test('tells of a request to a stranger, also without a key', () => {
    const sent = [...clean.sent, { origin: 'http://169.254.169.254', path: '/', headers: '', body: '' }];
    expect(breachesOf({ sent })).toEqual(['a request to http://169.254.169.254']);
    expect(
      breachesOf({ sent: [...clean.sent, { origin: 'http://127.0.0.1:2', path: '/rpc/cli', headers: '', body: '' }] }),
    ).toEqual([]);
  });

  test('does not trust itself where there was nothing to find', () => {
    expect(breachesOf({ sent: [] })).toEqual(["no keys in requests to MsgFlash's origin"]);
    expect(reportOf([clean], [{ ...build, pieces: 0 }]).breaches).toEqual(['nothing to search: the build']);
    expect(breachesOf({ webhookSecrets: [] })).toEqual(['no webhook secret was ever made']);
    expect(breachesOf({ webhookSecrets: ['unmarked'] })).toEqual(['a webhook secret that could not be told']);
  });

  test('finds no key in what ships', async () => {
    expect((await searchBuild()).found).toBe(0);
  });
});
