import { describe, expect, test } from '@jest/globals';
import type { FaultInput } from '../../../dev/msgflash/faults.ts';
import type { Misbehaviour } from '../../../dev/zapier/index.ts';
import { queuedRecord } from '../../creates/contents.ts';
import { dictOf, START } from '../../support/world.ts';
import { startBehind } from './behind.ts';
import { hello, outputOf, startFrozen, until } from './frozen.ts';

const SEND = 'POST /messages/send';
const NAMES = 'GET /instances';
const ANSWER = '/messages/send';
const at = START.toISOString();
const record = (id: unknown) => ({
  ...queuedRecord(id, at, { type: 'text', text: hello.text }),
  media_file: null,
});
const nameless = { from: null, instance_name: null, instance_number: null };

describe('once MsgFlash has the message, nothing turns the step into a failure', () => {
  test.each<[Misbehaviour, object, object]>([
    ['gone', nameless, {}],
    ['hang', nameless, {}],
    ['full', nameless, {}],
    ['lost_answer', {}, { [NAMES]: 1 }],
  ])('the cache is %s', async (how, without, more) => {
    const { create, control, requests, zapier } = await startFrozen();
    zapier.cache.misbehave(how);
    const run = await create('send_message', hello);
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(outputOf(run)).toEqual({ ...record(control.ledger()[0]?.messageId), ...without });
    expect(requests()).toEqual({ [SEND]: 1, ...more });
  });

  test('the cache dies while the message is taken', async () => {
    const { create, control, wire, zapier } = await startFrozen();
    control.fault({ operation: SEND, kind: 'slow_answer', delayMs: 200 });
    const running = create('send_message', hello);
    await until(() => wire(SEND).length > 0);
    zapier.cache.misbehave('gone');
    expect(outputOf(await running)).toEqual({ ...record(control.ledger()[0]?.messageId), ...nameless });
  });

  test('the names of the instances cannot be had, whatever the answer', async () => {
    const { control, create, mark, requests } = await startFrozen();
    const kinds = [
      ...(['error', 'reset_before_accepting', 'html_200', 'json_null', 'truncated_json', 'wrong_types'] as const),
      ...(['huge_body', 'redirect_other_origin'] as const),
    ];
    const faults: Omit<FaultInput, 'operation'>[] = [
      ...kinds.map((kind) => ({ kind })),
      { kind: 'error', status: 401, code: 'UNAUTHORIZED' },
      { kind: 'error', status: 429, code: 'MONTHLY_API_REQUEST_QUOTA_EXCEEDED' },
      { kind: 'error', status: 429, code: 'API_RATE_LIMIT_EXCEEDED' },
    ];
    for (const fault of faults) {
      mark();
      control.fault({ operation: NAMES, ...fault });
      const run = await create('send_message', hello);
      expect({ fault, ...run }).toMatchObject({ fault, outcome: 'success', message: '' });
      expect(outputOf(run)).toEqual({ ...record(control.ledger().at(-1)?.messageId), ...nameless });
      expect({ fault, ...requests() }).toEqual({ fault, [SEND]: 1, [NAMES]: 1 });
    }
  });

  test.each<[FaultInput['kind'], object]>([
    [
      'missing_optional',
      { safety_decision: null, safety_risk_level: null, safety_score: null, created_at: null, updated_at: null },
    ],
    ['extra_fields', {}],
    ['nested_envelope', {}],
  ])('an answer of another generation: %s', async (kind, without) => {
    const { create, control, requests } = await startFrozen();
    control.fault({ operation: SEND, kind });
    const run = await create('send_message', hello);
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(outputOf(run)).toEqual({ ...record(control.ledger()[0]?.messageId), ...without });
    expect(requests()).toEqual({ [SEND]: 1, [NAMES]: 1 });
  });
});

describe('optional keys of the answer', () => {
  const keys =
    'instanceId contactId campaignId direction type from to body mediaUrl status warnings safety error providerMessageId meta createdAt updatedAt';
  test('have another type: the step succeeds, and the record is whole', async () => {
    let change: [key: string, odd: unknown] = ['', null];
    const { create, control } = await startBehind({
      [ANSWER]: (message) => ({ ...dictOf(message), [change[0]]: change[1] }),
    });
    for (const key of keys.split(' ')) {
      for (const odd of [{ deep: [1] }, 42, ['a', 1]]) {
        change = [key, odd];
        const run = await create('send_message', hello);
        expect({ key, ...run }).toMatchObject({ key, outcome: 'success', message: '' });
        // What was sent is known from the request.
        const lost: Record<string, object> = {
          status: { status: null },
          safety: { safety_decision: null, safety_risk_level: null, safety_score: null },
          createdAt: { created_at: null },
          updatedAt: { updated_at: null },
          // An error becomes text, whatever it was.
          error: { error: Array.isArray(odd) ? 'a; 1' : odd === 42 ? '42' : null },
        };
        expect(outputOf(run)).toEqual({ ...record(control.ledger().at(-1)?.messageId), ...lost[key] });
      }
    }
    expect(control.ledger()).toHaveLength(3 * keys.split(' ').length);
  });

  test('the id alone is enough', async () => {
    const { create, control } = await startBehind({ [ANSWER]: (message) => ({ id: dictOf(message).id }) });
    expect(outputOf(await create('send_message', hello))).toEqual({
      ...record(control.ledger()[0]?.messageId),
      status: null,
      safety_decision: null,
      safety_risk_level: null,
      safety_score: null,
      created_at: null,
      updated_at: null,
    });
  });

  test('warnings of several lines are text, one a line', async () => {
    const { create } = await startBehind({
      [ANSWER]: (message) => ({ ...dictOf(message), warnings: ['First.', 'Second.'] }),
    });
    expect(outputOf(await create('send_message', hello)).warnings).toBe('First.\nSecond.');
  });
});
