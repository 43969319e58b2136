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
const nameless = { instance_name: null, instance_number: null };

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

  test.each<[string, Omit<FaultInput, 'operation'>]>([
    ['500', { kind: 'error' }],
    ['a revoked key', { kind: 'error', status: 401, code: 'UNAUTHORIZED' }],
    ['the quota', { kind: 'error', status: 429, code: 'MONTHLY_API_REQUEST_QUOTA_EXCEEDED' }],
    ['too many requests', { kind: 'error', status: 429, code: 'API_RATE_LIMIT_EXCEEDED' }],
    ['a cut connection', { kind: 'reset_before_accepting' }],
    ['a page of HTML', { kind: 'html_200' }],
    ['null', { kind: 'json_null' }],
    ['JSON that breaks off', { kind: 'truncated_json' }],
    ['lists that are none', { kind: 'wrong_types' }],
    ['an answer without end', { kind: 'huge_body' }],
    ['a redirect', { kind: 'redirect_other_origin' }],
  ])('the names of the instances cannot be had: %s', async (_name, fault) => {
    const { create, control, requests } = await startFrozen();
    control.fault({ operation: NAMES, ...fault, times: 'always' });
    const run = await create('send_message', hello);
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(outputOf(run)).toEqual({ ...record(control.ledger()[0]?.messageId), ...nameless });
    expect(requests()).toEqual({ [SEND]: 1, [NAMES]: 1 });
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
  test.each(keys.split(' '))('%s has another type: the step succeeds, and the record is whole', async (key) => {
    for (const odd of [{ deep: [1] }, 42, ['a', 1]]) {
      const { close, create, control } = await startBehind({
        [ANSWER]: (message) => ({ ...dictOf(message), [key]: odd }),
      });
      const run = await create('send_message', hello);
      expect(run).toMatchObject({ outcome: 'success', message: '' });
      const id = control.ledger()[0]?.messageId;
      // What was sent is known without being told.
      const lost: Record<string, object> = {
        status: { status: null },
        safety: { safety_decision: null, safety_risk_level: null, safety_score: null },
        createdAt: { created_at: null },
        updatedAt: { updated_at: null },
      };
      // What MsgFlash gives as an error is text, whatever it was.
      const error = { error: Array.isArray(odd) ? 'a; 1' : odd === 42 ? '42' : null };
      expect(outputOf(run)).toEqual({ ...record(id), ...(key === 'error' ? error : lost[key]) });
      expect(control.ledger()).toHaveLength(1);
      await close();
    }
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
