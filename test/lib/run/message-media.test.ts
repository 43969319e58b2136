import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import nock from 'nock';
import type { RawHttpResponse } from 'zapier-platform-core';
import { USER_AGENT } from '../../../lib/msgflash/transport.ts';
import { messageMedia } from '../../../lib/run/message-media.ts';
import { serve, stopServers } from '../msgflash/server.ts';
import { values } from '../rows.ts';
import * as platform from './platform.ts';

const { answeringBy, failure, KEY, ORIGIN, onPlatform, TEAM_ID, TEAM_KEY } = platform;
type Reply = platform.Reply;
type Sent = platform.Sent;

const FILES = 'https://files.example';
const GONE = 'The file of this message is no longer there. Ask the sender for it again.';
const UNREADABLE = 'The file of this message could not be fetched. Try again in a few minutes.';
const MESSAGE = '/api/v1/messages/msg%2F1';

type Stashed = string | Buffer | NodeJS.ReadableStream | Promise<RawHttpResponse> | Promise<string>;

/** What the platform was given to keep. */
async function read(stashed: Stashed) {
  const response = await stashed;
  if (typeof response === 'string' || !('status' in response)) throw new Error('The platform was given no answer.');
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
}

/** Uses the file of a message, as a later step does. @returns what was kept of it */
async function use(authData: Record<string, string> = { api_key: KEY }) {
  const kept: ReturnType<typeof read>[] = [];
  const stashFile = (stashed: Stashed): string => {
    kept.push(read(stashed));
    return 'https://stored.example/1';
  };
  const parts = { authData, inputData: { message_id: 'msg/1' } };
  const url = await onPlatform((z, bundle) => messageMedia({ ...z, stashFile }, bundle), parts);
  expect(url).toBe('https://stored.example/1');
  return Promise.all(kept);
}

async function expectRefused(message = UNREADABLE): Promise<void> {
  const error = await failure(use());
  expect(error).toMatchObject({ name: 'AppError', doNotContextify: true });
  expect(JSON.parse(String(error).replace('AppError: ', ''))).toEqual({ message, code: 'InvalidStep', status: 400 });
}

/** MsgFlash, where the message has this link, and where this is what its own files answer. */
function withLink(mediaUrl: unknown, files: (path: string) => Reply = () => ({ status: 500 })): Sent[] {
  return answeringBy(({ path }) => (path === MESSAGE ? { body: { data: { id: 'msg/1', mediaUrl } } } : files(path)));
}
const photo: Reply = { body: 'pixels', headers: { 'content-type': 'image/jpeg' } };
const kept = [{ status: 200, type: 'image/jpeg', text: 'pixels' }];
const to = (location: string, status = 302): Reply => ({ status, body: '', headers: { location } });
const paths = (sent: readonly Sent[]) => sent.map(({ path }) => path);

afterEach(async () => {
  await stopServers();
  Reflect.deleteProperty(process.env, 'MSGFLASH_API_URL');
});

describe('the file of a message', () => {
  test('is fetched by the link that the message has now, elsewhere without the key, and passed on with its type', async () => {
    const api = withLink(`${FILES}/a.jpg?sig=1`);
    const files = answeringBy(() => photo, FILES);
    expect(await use({ api_key: TEAM_KEY, team_id: TEAM_ID })).toEqual(kept);
    expect(paths(api)).toEqual([MESSAGE]);
    expect(files).toMatchObject([{ method: 'GET', path: '/a.jpg?sig=1', headers: { 'user-agent': USER_AGENT } }]);
    for (const secret of [TEAM_KEY, TEAM_ID]) expect(JSON.stringify(files)).not.toContain(secret);
  });

  test('on MsgFlash itself is fetched with the key; redirects take the key to MsgFlash and to nobody else', async () => {
    const api = withLink(`${ORIGIN}/media/a`, (path) => (path === '/media/a' ? to(`${FILES}/b`, 307) : photo));
    const files = answeringBy(() => to(`${ORIGIN}/media/c`, 301), FILES);
    expect(await use()).toEqual(kept);
    expect(paths(api)).toEqual([MESSAGE, '/media/a', '/media/c']);
    for (const { headers } of api) expect(headers['x-api-key']).toBe(KEY);
    expect(paths(files)).toEqual(['/b']);
    expect(files[0]?.headers).not.toHaveProperty('x-api-key');
  });
});

describe('redirects', () => {
  test('that name only a path stay where they are', async () => {
    withLink(`${FILES}/a/b`);
    const files = answeringBy(({ path }) => (path === '/a/c?x=1' ? photo : to('c?x=1')), FILES);
    expect(await use()).toEqual(kept);
    expect(paths(files)).toEqual(['/a/b', '/a/c?x=1']);
  });

  test('are followed five times, and no further', async () => {
    withLink(`${FILES}/0`);
    const next = ({ path }: Sent) => to(`${FILES}/${Number(path.slice(1)) + 1}`);
    const files = answeringBy((sent) => (sent.path === '/5' ? photo : next(sent)), FILES);
    expect(await use()).toEqual(kept);
    expect(files).toHaveLength(6);
    platform.forgetAnswers();
    withLink(`${FILES}/0`);
    const endless = answeringBy(next, FILES);
    await expectRefused();
    expect(endless).toHaveLength(6);
  });

  test.each([
    ...values('file:///etc/passwd | ftp://files.example/a | javascript:alert(1) | data:text/plain,x | http://'),
    undefined,
  ])('to %s are not followed', async (location) => {
    withLink(`${FILES}/a`);
    answeringBy(() => (location ? to(location) : { status: 302, body: '' }), FILES);
    await expectRefused();
  });
});

describe('no file', () => {
  test.each([
    ...[null, '', 7, undefined].map((link) => [link, GONE]),
    ...values('not a link | file:///etc/passwd | //files.example/a').map((link) => [link, UNREADABLE]),
    ['hydrate|||x|||hydrate', UNREADABLE],
  ])('the link of the message is none: %j', async (mediaUrl, message) => {
    withLink(mediaUrl);
    await expectRefused(String(message));
  });

  test.each([[404, GONE], [410, GONE], ...[401, 403, 429, 500].map((status) => [status, UNREADABLE] as const)])(
    'its server says %i',
    async (status, message) => {
      withLink(`${FILES}/a`);
      answeringBy(() => ({ status, body: 'x' }), FILES);
      await expectRefused(message);
    },
  );

  test('its server cannot be reached', async () => {
    withLink(`${FILES}/a`);
    const error = Object.assign(new Error(KEY), { code: 'ECONNREFUSED' });
    nock(FILES).get('/a').replyWithError(error);
    await expectRefused();
  });

  test('the message itself is gone, or the key is refused', async () => {
    answeringBy(() => ({ status: 404, body: { error: { code: 'NOT_FOUND', message: 'Message not found' } } }));
    await expectRefused(
      'MsgFlash no longer has this message, or it belongs to another account. Choose the message again from its list.',
    );
    platform.forgetAnswers();
    answeringBy(() => ({ status: 401, body: { error: { code: 'UNAUTHORIZED' } } }));
    expect(await failure(use())).toMatchObject({ name: 'ExpiredAuthError' });
  });
});

describe('a link into a private network', () => {
  let visits: number;
  let port: number;
  beforeEach(async () => {
    visits = 0;
    const server = await serve((_request, response) => {
      visits++;
      response.end('secret of this machine');
    });
    port = server.port;
  });

  test.each(
    values(`
      https://93.184.216.34 | http://[2606:2800:220:1::1] | http://172.15.0.1 | http://172.32.0.1 | http://192.169.0.1
      http://11.0.0.1`),
  )('a public address is none: %s', async (origin) => {
    withLink(`${origin}/a`);
    answeringBy(() => photo, origin);
    expect(await use()).toEqual(kept);
  });

  test.each(
    values(`
      127.0.0.1 | 127.1.2.3 | 2130706433 | 0x7f.1 | 0.0.0.0 | 10.0.0.1 | 100.64.0.1 | 169.254.169.254 | 172.16.0.1
      172.31.255.255 | 192.168.1.1 | 198.18.0.1 | 224.0.0.1 | 255.255.255.255 | [::1] | [::] | [::ffff:127.0.0.1]
      [::ffff:10.0.0.1] | [fe80::1] | [fc00::1] | [fd12:3456::1] | [ff02::1] | [64:ff9b::7f00:1]`),
  )('%s is not followed', async (host) => {
    const { href, origin } = new URL(`http://${host}:${port}/`);
    withLink(href);
    const there = answeringBy(() => photo, origin);
    await expectRefused();
    expect(there).toEqual([]);
  });

  test.each(['127.0.0.1', '[::ffff:127.0.0.1]', 'localhost'])('nor by a redirect to %s', async (host) => {
    withLink(`${FILES}/a`);
    answeringBy(() => to(`http://${host}:${port}/`), FILES);
    await expectRefused();
    expect(visits).toBe(0);
  });

  test.each(['localhost', 'LOCALHOST'])('nor by a name that leads there: %s', async (host) => {
    withLink(`http://${host}:${port}/`);
    await expectRefused();
    expect(visits).toBe(0);
  });

  test('the server is there: MsgFlash on this very machine may be asked', async () => {
    process.env.MSGFLASH_API_URL = `http://127.0.0.1:${port}`;
    await failure(use());
    expect(visits).toBe(1);
  });
});
