import { describe, expect, jest, test } from '@jest/globals';
import type { HttpRequestOptions } from 'zapier-platform-core';
import { authentication, authorize } from '../authentication.ts';
import App from '../index.ts';
import { expectInputFields } from './lib/fields/schema.ts';
import {
  answeringBy,
  failure,
  KEY,
  ORIGIN,
  onPlatform,
  platform,
  type Reply,
  type Sent,
  TEAM_ID,
  TEAM_KEY,
} from './lib/run/platform.ts';

jest.setTimeout(60_000);

const shop = { id: 'inst_1', name: 'Main Store', waNumber: '33639980001', status: 'connected' };
const office = { id: 'inst_2', name: 'Office', waNumber: null, status: 'disconnected' };

/** MsgFlash, as the connection test asks it. */
function account({
  instances = { body: { data: [shop] } },
  me = { status: 404, body: {} },
}: {
  instances?: Reply;
  me?: Reply;
}) {
  return answeringBy(({ path }) => (path === '/api/v1/instances' ? instances : me));
}
const connect = (authData: Record<string, string> = { api_key: KEY }) => onPlatform(authentication.test, { authData });
const asked = (sent: readonly Sent[]) => sent.map(({ method, path }) => `${method} ${path.replace('/api/v1', '')}`);

const INSTANCES = ['GET /instances'];
const BOTH = ['GET /instances', 'GET /me'];
const user = { id: 'user_1', fullName: 'Awa Doe', email: 'awa@example.com', plan: 'pro' };

describe('the label of a connection with a personal key', () => {
  test.each([
    ['the name and the address of the account', { data: { user } }, 'Awa Doe (awa@example.com)'],
    ['the same without its envelope', { data: user }, 'Awa Doe (awa@example.com)'],
    ['the name alone', { data: { user: { fullName: 'Awa Doe' } } }, 'Awa Doe'],
    ['the address alone', { data: { user: { fullName: null, email: 'awa@example.com' } } }, 'awa@example.com'],
    ['its first instance where the account says nothing', { data: { user: {} } }, 'Main Store (+33 6 39 98 00 01)'],
    ['its first instance where the answer is odd', { data: [1, 2] }, 'Main Store (+33 6 39 98 00 01)'],
    ['its first instance where the answer is no JSON', '<html>', 'Main Store (+33 6 39 98 00 01)'],
    ['its first instance where a name is odd', { data: { user: { fullName: 7 } } }, 'Main Store (+33 6 39 98 00 01)'],
    [
      'its first instance where both are empty',
      { data: { user: { fullName: '', email: '' } } },
      'Main Store (+33 6 39 98 00 01)',
    ],
    [
      'the address where the name is empty',
      { data: { user: { fullName: '', email: 'awa@example.com' } } },
      'awa@example.com',
    ],
    [
      'its first instance where the name is blank and there is no address',
      { data: { user: { fullName: ' ' } } },
      'Main Store (+33 6 39 98 00 01)',
    ],
    [
      'the address where the name is blank',
      { data: { user: { fullName: ' ', email: 'awa@example.com' } } },
      'awa@example.com',
    ],
  ])('is %s', async (_what, body, label) => {
    const sent = account({ me: { body } });
    expect(await connect()).toEqual({ connection_label: label });
    expect(asked(sent)).toEqual(BOTH);
  });

  test.each([401, 403, 404, 429, 500, 302])('is its first instance where the account answers %i', async (status) => {
    const sent = account({ me: { status, body: {} } });
    expect(await connect()).toEqual({ connection_label: 'Main Store (+33 6 39 98 00 01)' });
    expect(asked(sent)).toEqual(BOTH);
  });

  test.each([
    ['one', [shop], 'Main Store (+33 6 39 98 00 01)'],
    ['several', [shop, office, office], 'Main Store (+33 6 39 98 00 01) and 2 more'],
    ['one without a number', [office], 'Office'],
    ['one without a name', [{ ...office, name: null }], 'Instance without a name'],
    ['none', [], 'Account without instances'],
  ])('with %s of them', async (_what, data, label) => {
    account({ instances: { body: { data } } });
    expect(await connect()).toEqual({ connection_label: label });
  });
});

describe('the label of a connection with a team key', () => {
  const team = { api_key: TEAM_KEY, team_id: TEAM_ID };

  test.each([
    ['its first instance', [shop, office], 'Main Store (+33 6 39 98 00 01) and 1 more'],
    ['its team, shortened, where there is none', [], 'Team 3f0c1a01'],
  ])('is %s, and the account is not asked: a team may not', async (_what, data, label) => {
    const sent = account({ instances: { body: { data } }, me: { body: { data: { user } } } });
    expect(await connect(team)).toEqual({ connection_label: label });
    expect(asked(sent)).toEqual(INSTANCES);
    expect(sent[0]?.headers).toMatchObject({ 'x-api-key': TEAM_KEY, 'x-team-id': TEAM_ID });
  });
});

test('the platform shows that label', () => {
  expect(authentication.connectionLabel).toBe('{{connection_label}}');
});

/** What a person reads who is connecting, with the class and the code that the platform wants for it. */
async function told(authData?: Record<string, string>) {
  const error = await failure(connect(authData));
  expect(error).toMatchObject({ name: 'AppError', doNotContextify: true });
  expect(String(error)).not.toContain(KEY);
  return JSON.parse(String(error).replace('AppError: ', ''));
}
const refused = (message: string) => ({ message, code: 'AuthenticationError', status: 401 });

describe('a connection that is refused', () => {
  test('by MsgFlash: both forms of key are named, and what belongs to the second', async () => {
    const sent = account({
      instances: { status: 401, body: { error: { code: 'UNAUTHORIZED', message: 'Invalid or revoked API key' } } },
    });
    expect(await told()).toEqual(
      refused(
        'MsgFlash did not accept the API key. Copy a personal key (msgf_live_…) again from MsgFlash under API Keys, or a team key (msgf_team_…) together with its Team ID, and reconnect.',
      ),
    );
    expect(asked(sent)).toEqual(INSTANCES);
  });

  const EMPTY = 'The API Key is empty. Copy your key from MsgFlash under API Keys and reconnect.';
  const BLANKS =
    'The API Key has spaces or line breaks in it. Copy it again from MsgFlash under API Keys and reconnect.';
  test.each([
    ['an empty key', { api_key: '' }, EMPTY],
    ['a blank key', { api_key: ' \n' }, EMPTY],
    ['a key with a blank inside', { api_key: `${KEY.slice(0, 20)} ${KEY.slice(20)}` }, BLANKS],
    ['a key with a line break inside', { api_key: `${KEY}\n${KEY}` }, BLANKS],
    [
      'a team key without its team',
      { api_key: TEAM_KEY },
      'This is a team key (msgf_team_…), which works only together with its Team ID. Reconnect and fill in Team ID.',
    ],
  ])('before any request: %s', async (_what, authData, sentence) => {
    const sent = account({});
    expect(await told(authData)).toEqual(refused(sentence));
    expect(sent).toEqual([]);
  });

  test.each([
    [
      'a plan without API',
      403,
      { error: { code: 'API_KEYS_NOT_AVAILABLE_ON_PLAN' } },
      'Your plan has no API keys: see Plans and Billing in MsgFlash.',
    ],
    ['a server that is down', 503, {}, 'MsgFlash answered with an error. Try again in a minute.'],
    [
      'an answer that cannot be read',
      200,
      '<html>',
      'MsgFlash gave an answer that could not be read. Try again in a few minutes.',
    ],
  ])('not for its key, but for %s', async (_what, status, body, message) => {
    account({ instances: { status, body } });
    expect(await told()).toEqual({ message, code: 'InvalidStep', status: 400 });
  });
});

describe('the fields', () => {
  test('are the key, the team and the country, of which only the key is required', () => {
    expectInputFields(authentication.fields.map(({ ...field }) => field));
    expect(authentication.fields.map(({ key, label, required }) => [key, label, required])).toEqual([
      ['api_key', 'API Key', true],
      ['team_id', 'Team ID', false],
      ['default_country', 'Default Country', false],
    ]);
  });

  test('hide the key, and say with a link where things are found', () => {
    expect(authentication.fields[0]).toMatchObject({ type: 'password' });
    for (const { helpText } of authentication.fields) expect(helpText).toMatch(/\[[^\]]+\]\(https:\/\/[^)]+\)/);
  });
});

describe('authorize', () => {
  async function authorized(
    url: string,
    options: HttpRequestOptions = {},
    authData: Record<string, string> = { api_key: KEY },
  ) {
    const z = await platform();
    return onPlatform(async (_z, bundle) => authorize({ url, ...options }, z, bundle), { authData });
  }

  test('adds the key for MsgFlash, keeps other headers, and follows no redirect', async () => {
    expect(await authorized(`${ORIGIN}/x`, { headers: { accept: 'a' }, redirect: 'follow' })).toEqual({
      url: `${ORIGIN}/x`,
      headers: { accept: 'a', 'x-api-key': KEY },
      redirect: 'manual',
    });
  });

  test('adds the team of a team key', async () => {
    const request = await authorized(`${ORIGIN}/x`, {}, { api_key: TEAM_KEY, team_id: TEAM_ID });
    expect(request.headers).toEqual({ 'x-api-key': TEAM_KEY, 'X-Team-Id': TEAM_ID });
  });

  test.each([
    ['https://example.com/x'],
    ['https://msgflash.com/x'],
    ['http://srv.msgflash.com/x'],
    ['https://srv.msgflash.com.example.org/x'],
    ['https://srv.msgflash.com@example.org/x'],
  ])('leaves a request to %s as it is, also without a usable key', async (url) => {
    expect(await authorized(url, { headers: { accept: 'a' } })).toEqual({ url, headers: { accept: 'a' } });
    expect(await authorized(url, {}, { api_key: '' })).toEqual({ url });
  });

  test('is the one thing that the app does before a request', () => {
    expect(App.beforeRequest).toEqual([authorize]);
  });
});
