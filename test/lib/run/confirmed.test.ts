import { describe, expect, test } from '@jest/globals';
import { NoAnswer, Refusal, type Silence } from '../../../lib/msgflash/failures.ts';
import { createContact, createGroup } from '../../../lib/msgflash/operations.ts';
import type { Api } from '../../../lib/msgflash/transport.ts';
import { Problem } from '../../../lib/problem.ts';
import { confirmed } from '../../../lib/run/confirmed.ts';
import { run } from '../../../lib/run/run.ts';
import { failure, onPlatform } from './platform.ts';

const wait = <T>(call: Promise<T>) => confirmed(call, 'the contact may have been created', 'Contacts');
const SENTENCE =
  'MsgFlash did not answer, and the contact may have been created. Look under Contacts in MsgFlash before you try again.';

test('what was done is handed on', async () => {
  expect(await wait(Promise.resolve({ id: 'cnt_1' }))).toEqual({ id: 'cnt_1' });
});

describe('nobody can tell', () => {
  const silences: Silence[] = ['timeout', 'connection', 'server', 'unreadable', 'redirect'];

  test.each(silences)('%s: the run halts, and says where to look', async (silence) => {
    const thrown = await failure(wait(Promise.reject(new NoAnswer(silence, 'INTERNAL_ERROR'))));
    expect(thrown).toBeInstanceOf(Problem);
    expect(thrown).toMatchObject({ consequence: 'halted', message: SENTENCE });
  });
});

describe('it is certain that nothing was done', () => {
  const errors = [
    new NoAnswer('unreached'),
    new Refusal({ status: 409, code: 'CONFLICT' }),
    new Refusal({ status: 429, code: 'API_RATE_LIMIT_EXCEEDED' }),
    new Problem('error', 'Name is empty.'),
    new TypeError('of ours'),
  ];

  test.each(errors)('%s goes on as it is', async (error) => {
    expect(await failure(wait(Promise.reject(error)))).toBe(error);
  });
});

describe('a MsgFlash that is out of reach saw nothing', () => {
  const writes: [name: string, create: (api: Api) => Promise<unknown>][] = [
    ['a contact', (api) => createContact(api, { name: 'Awa' })],
    ['a group', (api) => createGroup(api, { name: 'VIP' })],
  ];
  test.each(writes)('%s is created later: the run is repeated by itself', async (_name, create) => {
    const before = process.env.MSGFLASH_API_URL;
    // The port of no service: whatever connects is refused.
    process.env.MSGFLASH_API_URL = 'http://127.0.0.1:1';
    try {
      const running = onPlatform((z, bundle) => run(z, bundle, async ({ api }) => wait(create(api))));
      expect(await failure(running)).toMatchObject({
        name: 'ThrottledError',
        message: expect.stringContaining('MsgFlash did not answer. Zapier tries this step again automatically.'),
      });
    } finally {
      if (before === undefined) delete process.env.MSGFLASH_API_URL;
      else process.env.MSGFLASH_API_URL = before;
    }
  });
});
