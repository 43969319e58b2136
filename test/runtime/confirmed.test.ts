import { describe, expect, test } from '@jest/globals';
import { NoAnswer, Refusal, type Silence } from '../../msgflash/failures.ts';
import { confirmed } from '../../runtime/confirmed.ts';
import { Problem } from '../../runtime/problem.ts';
import { failure } from './platform.ts';

const ended = (error: unknown) =>
  failure(confirmed(Promise.reject(error), 'the contact may have been created', 'Contacts'));

describe('something that changes the account', () => {
  test.each<[Silence]>([['timeout'], ['connection'], ['server'], ['unreadable'], ['redirect']])(
    'halts after %s: an error would be repeated',
    async (silence) => {
      const error = await ended(new NoAnswer(silence));
      expect(error).toBeInstanceOf(Problem);
      expect(error).toMatchObject({
        consequence: 'halted',
        message:
          'MsgFlash did not answer, and the contact may have been created. Look under Contacts in MsgFlash before you try again.',
      });
    },
  );

  test.each([
    ['what never reached MsgFlash', new NoAnswer('unreached')],
    ['a refusal', new Refusal({ status: 409, code: 'CONFLICT' })],
    ['a problem', new Problem('error', 'x')],
    ['a fault', new TypeError('x')],
  ])('hands on %s', async (_what, error) => {
    expect(await ended(error)).toBe(error);
  });

  test('hands on what was done', async () => {
    expect(await confirmed(Promise.resolve('done'), 'x', 'y')).toBe('done');
  });
});
