import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import nock from 'nock';
import { demo } from '../../dev/msgflash/demo.ts';
import type { FaultInput } from '../../dev/msgflash/faults.ts';
import { receiveMessage, switchOn } from '../support/hooks.ts';
import { startWorld, type World } from '../support/world.ts';

const GONE = 'The file of this message is no longer there. Ask the sender for it again.';
const UNREADABLE = 'The file of this message could not be fetched. Try again in a few minutes.';
const PIXELS = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0xff, 0xfe]);
const READ = 'GET /messages/{id}';
const FETCH = 'GET /media/{id}';

afterEach(() => nock.cleanAll());
// Files of tests share one process, and each brings its own nock: left in place, it would answer for the next one.
afterAll(() => nock.restore());

/** A message with a file has come in. @returns the pointer that its record has for the file */
async function withFile(media: object, more: { world?: World; text?: string } = {}) {
  const world = more.world ?? (await startWorld());
  const { out } = await switchOn(world, 'message_received');
  const id = await receiveMessage(world, demo.instances.mainStore, { text: more.text, media });
  world.mark();
  return { world, id, record: out[0] ?? {}, pointer: String(out[0]?.media_file) };
}

/** A public server that no request with a key gets through to. */
const keyless = () =>
  nock('https://files.example.com', {
    reqheaders: { 'user-agent': /^MsgFlash-Zapier\// },
    badheaders: ['x-api-key', 'x-team-id', 'authorization', 'cookie'],
  });

const photo = (access: 'key' | 'redirect' | 'open') => ({
  base64: PIXELS.toString('base64'),
  contentType: 'image/png',
  fileName: 'Été à Lyon.png',
  access,
});

describe('the file of a message', () => {
  test('is a pointer; nothing is fetched before a later step uses it', async () => {
    const { world, record, id } = await withFile(photo('key'), { text: 'Look!' });
    expect(record).toMatchObject({ type: 'image', text: 'Look!' });
    expect(record.media_url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/media\//);
    expect(record.media_file).toMatch(/^hydrate\|\|\|.*\|\|\|hydrate$/);
    expect(record.media_file).toContain(id);
    // The link may have expired by the time it is used, and is no business of the pointer's.
    expect(record.media_file).not.toContain(String(record.media_url));
    expect(record.media_file).not.toContain(demo.key);
    expect(world.wire(FETCH)).toEqual([]);
  });

  test('is fetched with the key from MsgFlash, its message read anew, byte for byte', async () => {
    const { world, pointer } = await withFile(photo('key'));
    const { file, run } = await world.zapier.hydrate(pointer);
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(file).toMatchObject({ contentType: 'image/png', filename: 'Été à Lyon.png' });
    expect(file?.bytes.equals(PIXELS)).toBe(true);
    expect(world.requests()).toEqual({ [READ]: 1, [FETCH]: 1 });
    expect(world.wire(FETCH)[0]?.headers['x-api-key']).toBe(demo.key);
  });

  test('goes along with a team’s key and its team', async () => {
    const world = await startWorld({ authData: { api_key: demo.teamKey, team_id: demo.teamId } });
    const { pointer } = await withFile(photo('key'), { world });
    const { file } = await world.zapier.hydrate(pointer);
    expect(file?.bytes.equals(PIXELS)).toBe(true);
    expect(world.wire(FETCH)[0]?.headers).toMatchObject({ 'x-api-key': demo.teamKey, 'x-team-id': demo.teamId });
  });

  test('may lie elsewhere: no key goes there', async () => {
    const elsewhere = keyless()
      .get('/photo.png')
      .reply(200, PIXELS, { 'content-type': 'image/png', 'content-disposition': 'inline; filename="photo.png"' });
    const { world, pointer } = await withFile({ url: 'https://files.example.com/photo.png' });
    const { file, run } = await world.zapier.hydrate(pointer);
    expect(run.message).toBe('');
    expect(file).toMatchObject({ contentType: 'image/png', filename: 'photo.png' });
    expect(file?.bytes.equals(PIXELS)).toBe(true);
    expect(elsewhere.isDone()).toBe(true);
    expect(world.requests()).toEqual({ [READ]: 1 });
    expect(world.zapier.logs.text()).not.toContain(demo.key);
  });

  test.each([301, 302, 303, 307, 308])('may lie behind redirects (%i): no key goes along', async (status) => {
    const elsewhere = keyless()
      .get('/first')
      .reply(status, '', { location: '/second.png' })
      .get('/second.png')
      .reply(200, PIXELS, { 'content-type': 'image/png' });
    const { world, pointer } = await withFile(photo('key'));
    const location = 'https://files.example.com/first';
    world.control.fault({ operation: FETCH, kind: 'redirect_other_origin', status, location });
    const { file, run } = await world.zapier.hydrate(pointer);
    expect(run.message).toBe('');
    expect(file?.bytes.equals(PIXELS)).toBe(true);
    expect(elsewhere.isDone()).toBe(true);
    expect(world.wire(FETCH)).toMatchObject([{ headers: { 'x-api-key': demo.key } }]);
  });

  test.each(['open', 'redirect'] as const)('is not fetched from a private network (%s)', async (access) => {
    const { world, pointer } = await withFile(photo(access));
    const { file, run } = await world.zapier.hydrate(pointer);
    expect(run).toMatchObject({ outcome: 'errored', message: UNREADABLE });
    expect(file).toBeNull();
    expect(world.control.elsewhere()).toEqual([]);
    expect(world.requests()).toEqual(access === 'open' ? { [READ]: 1 } : { [READ]: 1, 'GET /media/{id}/elsewhere': 1 });
  });

  test.each([
    'http://127.0.0.1/a.png',
    'http://127.1.2.3:8080/a.png',
    'http://0.0.0.0/a.png',
    'http://10.0.0.1/a.png',
    'http://172.16.0.1/a.png',
    'http://192.168.1.1/a.png',
    'http://100.64.0.1/a.png',
    'http://169.254.169.254/latest/meta-data',
    'http://[::1]/a.png',
    'http://[::ffff:127.0.0.1]/a.png',
    'http://[fd00::1]/a.png',
    'http://[fe80::1]/a.png',
    'http://2130706433/a.png',
    'http://0x7f000001/a.png',
    'https://127.0.0.1/a.png',
  ])('is not fetched from %s', async (url) => {
    // Something is there: only the address keeps us from it.
    const { origin, pathname } = new URL(url);
    const inside = nock(origin).get(pathname).reply(200, 'private');
    const { world, pointer } = await withFile({ url });
    const { file, run } = await world.zapier.hydrate(pointer);
    expect(run).toMatchObject({ outcome: 'errored', message: UNREADABLE });
    expect(file).toBeNull();
    expect(inside.isDone()).toBe(false);
    expect(world.requests()).toEqual({ [READ]: 1 });
  });

  test('is not fetched from a name that leads into a private network', async () => {
    const world = await startWorld();
    const url = `${world.msgflash.elsewhereUrl.replace('127.0.0.1', 'localhost')}/files/a.png`;
    expect((await fetch(url)).status).toBe(200);
    const reached = world.control.elsewhere().length;
    const { pointer } = await withFile({ url }, { world });
    const { file, run } = await world.zapier.hydrate(pointer);
    expect(run).toMatchObject({ outcome: 'errored', message: UNREADABLE });
    expect(file).toBeNull();
    expect(world.control.elsewhere()).toHaveLength(reached);
  });

  test.each(['ftp://files.example.com/a.png', 'file:///etc/passwd', 'data:text/plain,hello', 'no link at all'])(
    'is not fetched from %s',
    async (url) => {
      const { world, pointer } = await withFile({ url });
      const { file, run } = await world.zapier.hydrate(pointer);
      expect(run).toMatchObject({ outcome: 'errored', message: UNREADABLE });
      expect(file).toBeNull();
      expect(world.requests()).toEqual({ [READ]: 1 });
    },
  );

  test('is not fetched from a private network by a public redirect', async () => {
    const inside = nock('http://169.254.169.254').get('/latest').reply(200, 'private');
    nock('http://files.example.com').get('/photo.png').reply(302, '', { location: 'http://169.254.169.254/latest' });
    const { world, pointer } = await withFile({ url: 'http://files.example.com/photo.png' });
    const { file, run } = await world.zapier.hydrate(pointer);
    expect(run).toMatchObject({ outcome: 'errored', message: UNREADABLE });
    expect(file).toBeNull();
    expect(inside.isDone()).toBe(false);
  });

  const faults: [operation: string, fault: Omit<FaultInput, 'operation'>, outcome: string, sentence: string][] = [
    [FETCH, { kind: 'error', status: 404 }, 'errored', GONE],
    [FETCH, { kind: 'error', status: 410 }, 'errored', GONE],
    [FETCH, { kind: 'error', status: 401 }, 'errored', UNREADABLE],
    [FETCH, { kind: 'error', status: 500 }, 'errored', UNREADABLE],
    [FETCH, { kind: 'html_503' }, 'errored', UNREADABLE],
    [FETCH, { kind: 'redirect_loop' }, 'errored', UNREADABLE],
    [FETCH, { kind: 'reset_before_accepting' }, 'errored', UNREADABLE],
    [
      READ,
      { kind: 'error', status: 404, code: 'NOT_FOUND', message: 'Message not found' },
      'errored',
      'MsgFlash no longer has this message, or it belongs to another account. Choose the message again from its list.',
    ],
    [
      READ,
      { kind: 'error', status: 401, code: 'UNAUTHORIZED' },
      'reconnect',
      'MsgFlash did not accept the API key. Copy a personal key (msgf_live_…) again from MsgFlash under API Keys, or a team key (msgf_team_…) together with its Team ID, and reconnect.',
    ],
    [
      READ,
      { kind: 'error', status: 500 },
      'errored',
      'MsgFlash answered with an error: it has a temporary problem. Try again in a minute.',
    ],
    [READ, { kind: 'html_503' }, 'errored', 'MsgFlash answered with an error. Try again in a minute.'],
    [READ, { kind: 'reset_before_accepting' }, 'errored', 'MsgFlash did not answer. Try again in a minute.'],
    [
      READ,
      { kind: 'truncated_json' },
      'errored',
      'MsgFlash gave an answer that could not be read. Try again in a few minutes.',
    ],
  ];
  test.each(faults)('says in a sentence that it is not there: %s %j', async (operation, fault, outcome, message) => {
    const { world, pointer } = await withFile(photo('key'));
    world.control.fault({ operation, ...fault });
    const { file, run } = await world.zapier.hydrate(pointer);
    expect(run).toMatchObject({ outcome, message });
    expect(run.rawMessage).not.toContain(demo.key);
    expect(file).toBeNull();
  });

  test('a message whose file is gone says so, and a message without one has no pointer', async () => {
    const { world, pointer } = await withFile(photo('key'));
    world.control.setGeneration({ objects: 'partial' });
    expect((await world.zapier.hydrate(pointer)).run).toMatchObject({ outcome: 'errored', message: GONE });
    world.control.setGeneration({ objects: 'full' });
    const { out } = await switchOn(world, 'message_received');
    await receiveMessage(world);
    expect(out).toMatchObject([{ media_url: null, media_file: null }]);
  });
});
