import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { demo } from '../../../dev/msgflash/demo.ts';
import { readAdvice } from '../../../dev/page/advice.ts';
import { openPage, type Page } from '../../../dev/page/server.ts';
import app from '../../../index.ts';

let page: Page;
beforeAll(async () => {
  page = await openPage({ app, script: '', port: 0, pagePort: 0, plan: 'pro', isStill: true });
});
afterAll(() => page.close());

interface Asked {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: unknown;
}

/** By hand, since fetch lets nobody choose the host. */
function ask({ method = 'GET', path = '/', headers = {}, body }: Asked): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(page.url);
    const sent = request({ agent: false, host: '127.0.0.1', port, method, path, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part) => {
        text += part;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sent.on('error', reject).end(body === undefined ? undefined : JSON.stringify(body));
  });
}

const json = { 'content-type': 'application/json' };

describe('the page is closed to others', () => {
  test.each<[string, Asked, number]>([
    ['itself', {}, 200],
    ['another name that leads here', { headers: { host: 'example.com' } }, 403],
    ['a page of somebody else that reads', { headers: { origin: 'https://example.com' } }, 403],
    [
      'a page of somebody else that acts',
      { method: 'POST', path: '/do/reset', headers: { ...json, origin: 'https://example.com' }, body: {} },
      403,
    ],
    [
      'something that does not say where it is from',
      { method: 'POST', path: '/do/reset', headers: json, body: {} },
      403,
    ],
  ])('%s', async (_who, asked, status) => {
    expect((await ask(asked)).status).toBe(status);
  });

  test('what the page may do, and what it asks for in another shape', async () => {
    const post = (path: string, body: unknown) =>
      ask({ method: 'POST', path: `/do/${path}`, headers: { ...json, origin: page.url }, body });
    expect((await post('open', { recipe: 'order-paid' })).status).toBe(200);
    expect((await post('open', { recipe: 7 })).status).toBe(400);
    expect((await post('write', { instance: 'Main Store', from: 'nobody', text: 'x' })).status).toBe(400);
    expect(
      (
        await post('run', {
          zaps: [{ steps: [{ kind: 'msgflash', step: 'authentication.test', fields: {} }] }],
          zap: 0,
        })
      ).status,
    ).toBe(400);
    expect((await post('turn', { recipe: '', zaps: 'all', isOn: true })).status).toBe(400);
  });

  test('no key and no secret is in what it is told', async () => {
    const about = await ask({ path: '/about' });
    const post = { method: 'POST', headers: { ...json, origin: page.url } };
    await ask({ ...post, path: '/do/open', body: { recipe: 'inbound-ticket' } });
    await ask({
      ...post,
      path: '/do/play',
      body: { recipe: 'inbound-ticket', zaps: recipeZaps(about.text, 'inbound-ticket'), case: 2 },
    });
    const snapshot = await firstEvent();
    expect(snapshot).toContain('A delivery with a wrong signature was ignored');
    const secrets = [demo.key, demo.otherKey, demo.teamKey];
    for (const text of [about.text, snapshot]) expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
    expect(snapshot).not.toMatch(/"secret"|whsec|signature":/i);
  });
});

function recipeZaps(about: string, name: string): unknown {
  const { recipes }: { recipes: { name: string; zaps: unknown }[] } = JSON.parse(about);
  return recipes.find((each) => each.name === name)?.zaps;
}

/** The state as the page is told it first. */
function firstEvent(): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request(`${page.url}/events`, { agent: false }, (response) => {
      response.setEncoding('utf8');
      let text = '';
      response.on('data', (part) => {
        text += part;
        if (!text.includes('\n\n')) return;
        resolve(text);
        asked.destroy();
      });
    });
    asked.on('error', reject).end();
  });
}

test('a port that is taken is named', async () => {
  const taken = Number(new URL(page.url).port);
  const opening = openPage({ app, script: '', port: 0, pagePort: taken, plan: 'pro', isStill: true });
  await expect(opening).rejects.toMatchObject({ code: 'EADDRINUSE', port: taken });
});

describe('the row of the guide for a sentence', () => {
  const adviceFor = readAdvice();
  test.each([
    [
      '“x” in Phone is not a phone number. Nothing was done.',
      'Halted: the run stopped',
      'Correct it in the app it comes from',
    ],
    ['Send At (3 May) has passed. Nothing was sent.', 'Halted: the run stopped', 'Send at once'],
    ['A delivery with a wrong signature was ignored. If …', 'Halted: the run stopped', 'turn the Zap off and on again'],
  ])('%s', (sentence, section, todo) => {
    expect(adviceFor(sentence)).toMatchObject({ section, todo: expect.stringContaining(todo) });
  });

  test('none where there is none', () => {
    expect(adviceFor('Nothing that anybody has ever written.')).toBeNull();
  });
});
