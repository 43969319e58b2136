import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import nock from 'nock';
import type { RawHttpResponse } from 'zapier-platform-core';
import { USER_AGENT } from '../../../lib/msgflash/transport.ts';
import { messageMedia } from '../../../lib/run/message-media.ts';
import { serve, stopServers } from '../msgflash/server.ts';
import { answeringBy, failure, KEY, ORIGIN, onPlatform, type Reply, type Sent, TEAM_ID, TEAM_KEY } from './platform.ts';

jest.setTimeout(60_000);

const FILES = 'https://files.example';
const GONE = 'The file of this message is no longer there. Ask the sender for it again.';
const UNREADABLE = 'The file of this message could not be fetched. Try again in a few minutes.';

/** What the platform was given to keep. */
interface Kept {
  status: number;
  type: string | null;
  text: string;
}

type Stashed = string | Buffer | NodeJS.ReadableStream | Promise<RawHttpResponse> | Promise<string>;

async function read(stashed: Stashed): Promise<Kept> {
  const response = await stashed;
  if (typeof response === 'string' || !('status' in response)) throw new Error('The platform was given no answer.');
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
}

/** Uses the file of a message, as a later step does. @returns what was kept of it */
async function use(authData: Record<string, string> = { api_key: KEY }): Promise<Kept[]> {
  const kept: Promise<Kept>[] = [];
  const stashFile = (stashed: Stashed): string => {
    kept.push(read(stashed));
    return 'https://stored.example/1';
  };
  const url = await onPlatform((z, bundle) => messageMedia({ ...z, stashFile }, bundle), {
    authData,
    inputData: { message_id: 'msg/1' },
  });
  expect(url).toBe('https://stored.example/1');
  return Promise.all(kept);
}

const refusal = async () => {
  const error = await failure(use());
  expect(error).toMatchObject({ name: 'AppError', doNotContextify: true });
  return JSON.parse(String(error).replace('AppError: ', ''));
};

/** MsgFlash, where the message has this link, and where this is what its own files answer. */
function withLink(mediaUrl: unknown, files: (path: string) => Reply = () => ({ status: 500 })): Sent[] {
  return answeringBy(({ path }) =>
    path === '/api/v1/messages/msg%2F1' ? { body: { data: { id: 'msg/1', mediaUrl } } } : files(path),
  );
}
const photo: Reply = { body: 'pixels', headers: { 'content-type': 'image/jpeg' } };
const to = (location: string, status = 302): Reply => ({ status, body: '', headers: { location } });
const paths = (sent: readonly Sent[]) => sent.map(({ path }) => path);

afterEach(async () => {
  await stopServers();
  Reflect.deleteProperty(process.env, 'MSGFLASH_API_URL');
});

describe('the file of a message', () => {
  test('is fetched by the link that the message has now, and handed to the platform with its type', async () => {
    const api = withLink(`${FILES}/a.jpg?sig=1`);
    const files = answeringBy(() => photo, FILES);
    expect(await use()).toEqual([{ status: 200, type: 'image/jpeg', text: 'pixels' }]);
    expect(paths(api)).toEqual(['/api/v1/messages/msg%2F1']);
    expect(files).toMatchObject([{ method: 'GET', path: '/a.jpg?sig=1', headers: { 'user-agent': USER_AGENT } }]);
  });

  test('on MsgFlash itself is fetched with the key', async () => {
    const api = withLink(`${ORIGIN}/media/a.jpg`, () => photo);
    expect(await use()).toHaveLength(1);
    expect(api.map(({ path, headers }) => [path, headers['x-api-key']])).toEqual([
      ['/api/v1/messages/msg%2F1', KEY],
      ['/media/a.jpg', KEY],
    ]);
  });

  test('elsewhere is fetched without it', async () => {
    withLink(`${FILES}/a.jpg`);
    const files = answeringBy(() => photo, FILES);
    await use({ api_key: TEAM_KEY, team_id: TEAM_ID });
    expect(files).toHaveLength(1);
    expect(JSON.stringify(files)).not.toContain(TEAM_KEY);
    expect(JSON.stringify(files)).not.toContain(TEAM_ID);
  });
});

describe('redirects', () => {
  test('take the key to MsgFlash and to nobody else, whatever the way', async () => {
    const api = withLink(`${ORIGIN}/media/a`, (path) => (path === '/media/a' ? to(`${FILES}/b`, 307) : photo));
    const files = answeringBy(() => to(`${ORIGIN}/media/c`, 301), FILES);
    expect(await use()).toEqual([{ status: 200, type: 'image/jpeg', text: 'pixels' }]);
    expect(paths(api)).toEqual(['/api/v1/messages/msg%2F1', '/media/a', '/media/c']);
    for (const { headers } of api) expect(headers['x-api-key']).toBe(KEY);
    expect(paths(files)).toEqual(['/b']);
    expect(files[0]?.headers).not.toHaveProperty('x-api-key');
  });

  test('that name only a path stay where they are', async () => {
    withLink(`${FILES}/a/b`);
    const files = answeringBy(({ path }) => (path === '/a/c?x=1' ? photo : to('c?x=1')), FILES);
    expect(await use()).toHaveLength(1);
    expect(paths(files)).toEqual(['/a/b', '/a/c?x=1']);
  });

  test('are followed five times', async () => {
    withLink(`${FILES}/0`);
    const files = answeringBy(
      ({ path }) => (path === '/5' ? photo : to(`${FILES}/${Number(path.slice(1)) + 1}`)),
      FILES,
    );
    expect(await use()).toHaveLength(1);
    expect(files).toHaveLength(6);
  });

  test('in a circle come to an end', async () => {
    withLink(`${FILES}/a`);
    const files = answeringBy(({ path }) => to(path === '/a' ? '/b' : '/a'), FILES);
    expect(await refusal()).toEqual({ message: UNREADABLE, code: 'InvalidStep', status: 400 });
    expect(files).toHaveLength(6);
  });

  test.each([
    ['file:///etc/passwd'],
    ['ftp://files.example/a'],
    ['javascript:alert(1)'],
    ['data:text/plain,x'],
    ['http://'],
  ])('to %s are not followed', async (location) => {
    withLink(`${FILES}/a`);
    answeringBy(() => to(location), FILES);
    expect(await refusal()).toMatchObject({ message: UNREADABLE });
  });

  test('that lead nowhere are no file', async () => {
    withLink(`${FILES}/a`);
    answeringBy(() => ({ status: 302, body: '' }), FILES);
    expect(await refusal()).toMatchObject({ message: UNREADABLE });
  });
});

describe('no file', () => {
  test.each([[null], [''], [7], [undefined]])('the message has no link: %j', async (mediaUrl) => {
    withLink(mediaUrl);
    expect(await refusal()).toEqual({ message: GONE, code: 'InvalidStep', status: 400 });
  });

  test.each([
    [404, GONE],
    [410, GONE],
    [401, UNREADABLE],
    [403, UNREADABLE],
    [429, UNREADABLE],
    [500, UNREADABLE],
  ])('its server says %i', async (status, message) => {
    withLink(`${FILES}/a`);
    answeringBy(() => ({ status, body: 'x' }), FILES);
    expect(await refusal()).toMatchObject({ message });
  });

  test.each([['not a link'], ['file:///etc/passwd'], ['//files.example/a'], ['hydrate|||x|||hydrate']])(
    'its link is none: %s',
    async (mediaUrl) => {
      withLink(mediaUrl);
      expect(await refusal()).toMatchObject({ message: UNREADABLE });
    },
  );

  test('its server cannot be reached', async () => {
    withLink(`${FILES}/a`);
    nock(FILES)
      .get('/a')
      .replyWithError(Object.assign(new Error(KEY), { code: 'ECONNREFUSED' }));
    expect(await refusal()).toMatchObject({ message: UNREADABLE });
  });

  test('the message itself is gone', async () => {
    answeringBy(() => ({ status: 404, body: { error: { code: 'NOT_FOUND', message: 'Message not found' } } }));
    expect(await refusal()).toMatchObject({
      message:
        'MsgFlash no longer has this message, or it belongs to another account. Choose the message again from its list.',
    });
  });

  test('the key is refused', async () => {
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

  test.each([
    'https://93.184.216.34',
    'http://[2606:2800:220:1::1]',
    'http://172.15.0.1',
    'http://172.32.0.1',
    'http://192.169.0.1',
    'http://11.0.0.1',
  ])('a public address is none: %s', async (origin) => {
    withLink(`${origin}/a`);
    answeringBy(() => photo, origin);
    expect(await use()).toHaveLength(1);
  });

  const addresses = [
    '127.0.0.1',
    '127.1.2.3',
    '2130706433',
    '0x7f.1',
    '0.0.0.0',
    '10.0.0.1',
    '100.64.0.1',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:10.0.0.1]',
    '[fe80::1]',
    '[fc00::1]',
    '[fd12:3456::1]',
    '[ff02::1]',
    '[64:ff9b::7f00:1]',
  ];

  test.each(addresses)('%s is not followed', async (host) => {
    const { href, origin } = new URL(`http://${host}:${port}/`);
    withLink(href);
    const there = answeringBy(() => photo, origin);
    expect(await refusal()).toMatchObject({ message: UNREADABLE });
    expect(there).toEqual([]);
  });

  test.each(['127.0.0.1', '[::ffff:127.0.0.1]', 'localhost'])('nor by a redirect to %s', async (host) => {
    withLink(`${FILES}/a`);
    answeringBy(() => to(`http://${host}:${port}/`), FILES);
    expect(await refusal()).toMatchObject({ message: UNREADABLE });
    expect(visits).toBe(0);
  });

  test.each(['localhost', 'LOCALHOST'])('nor by a name that leads there: %s', async (host) => {
    withLink(`http://${host}:${port}/`);
    expect(await refusal()).toMatchObject({ message: UNREADABLE });
    expect(visits).toBe(0);
  });

  test('the server is there: MsgFlash on this very machine may be asked', async () => {
    process.env.MSGFLASH_API_URL = `http://127.0.0.1:${port}`;
    await failure(use());
    expect(visits).toBe(1);
  });
});
