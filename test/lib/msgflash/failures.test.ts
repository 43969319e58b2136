import { describe, expect, test } from '@jest/globals';
import { NoAnswer, Refusal } from '../../../lib/msgflash/failures.ts';

describe('Refusal', () => {
  test('has nothing to say where the answer had nothing to say', () => {
    expect(new Refusal({ status: 403 })).toMatchObject({
      name: 'Refusal',
      message: 'MsgFlash refused the request with 403',
      status: 403,
      code: '',
      reason: '',
      fields: [],
      missing: [],
      retryAfter: null,
    });
  });

  test('keeps what the answer said, and leaves it out of its message but for the code', () => {
    const told = { status: 400, code: 'VALIDATION_ERROR', reason: 'to: +33639980042', fields: ['to'], retryAfter: 3 };
    const refusal = new Refusal(told);
    expect(refusal).toMatchObject(told);
    expect(refusal.message).toBe('MsgFlash refused the request with 400 VALIDATION_ERROR');
  });
});

describe('NoAnswer', () => {
  test.each(['unreached', 'timeout', 'connection', 'server', 'unreadable', 'redirect'] as const)('%s', (silence) => {
    const error = new NoAnswer(silence);
    expect(error).toMatchObject({ name: 'NoAnswer', silence, code: '' });
    expect(error.message).toBe(`MsgFlash gave no usable answer (${silence})`);
  });

  test('keeps the code of a 5xx', () => {
    expect(new NoAnswer('server', 'PROVIDER_ERROR').code).toBe('PROVIDER_ERROR');
  });
});
