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
const team = { api_key: TEAM_KEY, team_id: TEAM_ID };

describe('the label of a connection', () => {
  const [email, SHOP] = ['awa@example.com', 'Main Store (+33 6 39 98 00 01)'];
  const body = (changes: object) => ({ body: { data: { user: { ...changes } } } });
  test.each<[me: Reply, label: string]>([
    [body(user), 'Awa Doe (awa@example.com)'],
    [{ body: { data: user } }, 'Awa Doe (awa@example.com)'],
    [body({ fullName: 'Awa Doe' }), 'Awa Doe'],
    ...[null, '', ' '].map((fullName): [Reply, string] => [body({ fullName, email }), email]),
    ...[{}, { fullName: 7 }, { fullName: ' ' }, { fullName: '', email: '' }].map((odd): [Reply, string] => [
      body(odd),
      SHOP,
    ]),
    [{ body: { data: [1, 2] } }, SHOP],
    [{ body: '<html>' }, SHOP],
    ...[401, 404, 429, 500, 302].map((status): [Reply, string] => [{ status, body: {} }, SHOP]),
  ])('is that of the account, else of the first instance: %j is %s', async (me, label) => {
    const sent = account({ me });
    expect(await connect()).toEqual({ connection_label: label });
    expect(asked(sent)).toEqual(BOTH);
  });

  test.each([
    [[shop], SHOP],
    [[shop, office, office], `${SHOP} and 2 more`],
    [[office], 'Office'],
    [[{ ...office, name: null }], 'Instance without a name'],
    [[], 'Account without instances'],
  ])('of the instances %j is %s', async (data, label) => {
    account({ instances: { body: { data } } });
    expect(await connect()).toEqual({ connection_label: label });
  });

  test.each([
    [[shop, office], `${SHOP} and 1 more`],
    [[], 'Team 3f0c1a01'],
  ])('of a team with %j is %s, and the account is not asked: a team may not', async (data, label) => {
    const sent = account({ instances: { body: { data } }, me: { body: { data: { user } } } });
    expect(await connect(team)).toEqual({ connection_label: label });
    expect(asked(sent)).toEqual(INSTANCES);
    expect(sent[0]?.headers).toMatchObject({ 'x-api-key': TEAM_KEY, 'x-team-id': TEAM_ID });
  });

  test('is what the platform shows', () => {
    expect(authentication.connectionLabel).toBe('{{connection_label}}');
  });
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
  const REFUSED_KEY =
    'MsgFlash did not accept the API key. Copy a personal key (msgf_live_…) again from MsgFlash under API Keys, or a team key (msgf_team_…) together with its Team ID, and reconnect.';
  test('by MsgFlash: both forms of key are named, and what belongs to the second', async () => {
    const sent = account({ instances: { status: 401, body: { error: { code: 'UNAUTHORIZED', message: 'Invalid' } } } });
    expect(await told()).toEqual(refused(REFUSED_KEY));
    expect(asked(sent)).toEqual(INSTANCES);
  });

  const EMPTY = 'The API Key is empty. Copy your key from MsgFlash under API Keys and reconnect.';
  const SPACES =
    'The API Key has spaces or line breaks in it. Copy it again from MsgFlash under API Keys and reconnect.';
  const NO_TEAM =
    'This is a team key (msgf_team_…), which works only together with its Team ID. Reconnect and fill in Team ID.';
  test.each([
    ['', EMPTY],
    [' \n', EMPTY],
    [`${KEY.slice(0, 20)} ${KEY.slice(20)}`, SPACES],
    [`${KEY}\n${KEY}`, SPACES],
    [TEAM_KEY, NO_TEAM],
  ])('before any request: the key %j', async (api_key, sentence) => {
    const sent = account({});
    expect(await told({ api_key })).toEqual(refused(sentence));
    expect(sent).toEqual([]);
  });

  const error = { code: 'API_KEYS_NOT_AVAILABLE_ON_PLAN' };
  test.each([
    [{ status: 403, body: { error } }, 'Your plan has no API keys: see Plans and Billing in MsgFlash.'],
    [{ status: 503, body: {} }, 'MsgFlash answered with an error. Try again in a minute.'],
    [{ body: '<html>' }, 'MsgFlash gave an answer that could not be read. Try again in a few minutes.'],
  ])('not for its key: %j', async (instances, message) => {
    account({ instances });
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

  test('adds the key, and the team of a team key, keeps other headers, and follows no redirect', async () => {
    expect(await authorized(`${ORIGIN}/x`, { headers: { accept: 'a' }, redirect: 'follow' })).toEqual({
      url: `${ORIGIN}/x`,
      headers: { accept: 'a', 'x-api-key': KEY },
      redirect: 'manual',
    });
    const request = await authorized(`${ORIGIN}/x`, {}, team);
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
