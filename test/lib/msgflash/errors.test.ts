import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { explain, explainOutage, MEANINGS, REFUSED_KEY } from '../../../lib/msgflash/errors.ts';
import { NoAnswer, Refusal } from '../../../lib/msgflash/failures.ts';
import { rows } from '../rows.ts';

/** Every code of the API's page of errors and of its endpoint pages, by status and by what it means for the Zap. */
const documented = rows(`
  400 | error     | VALIDATION_ERROR BAD_REQUEST TEMPLATE_INVALID TEMPLATE_VARIABLES_MISSING TEMPLATE_CONTEXT_UNAVAILABLE
  400 | error     | INVITE_INVALID_OR_EXPIRED LOOKUP_CANNOT_BE_CANCELLED
  401 | reconnect | UNAUTHORIZED
  403 | error     | FORBIDDEN SUBSCRIPTION_INACTIVE MAX_INSTANCES_REACHED API_KEYS_NOT_AVAILABLE_ON_PLAN
  403 | error     | MAX_API_KEYS_REACHED WEBHOOKS_NOT_AVAILABLE_ON_PLAN MAX_WEBHOOK_ENDPOINTS_REACHED
  403 | error     | CAMPAIGNS_NOT_AVAILABLE_ON_PLAN STATUSES_NOT_AVAILABLE_ON_PLAN MAX_CONTACT_GROUPS_REACHED
  403 | error     | FEATURE_NOT_AVAILABLE_ON_PLAN UNSUPPORTED_FEATURE TEAM_KEY_REQUIRED TEAM_KEY_NOT_ALLOWED
  403 | error     | TEAM_ACCESS_DENIED TEAM_FEATURE_UNAVAILABLE TEAM_LIMIT_REACHED TEAM_SEAT_LIMIT_REACHED
  403 | error     | INSTANCE_NOT_ASSIGNED INVITE_EMAIL_MISMATCH
  404 | error     | NOT_FOUND TEAM_NOT_FOUND LOOKUP_NOT_FOUND
  409 | halted    | CONFLICT
  409 | error     | INVITE_DUPLICATE_MEMBER PLAN_CHANGE_BLOCKED_ACTIVE_TEAMS
  422 | halted    | INVALID_DESTINATION
  429 | throttled | API_RATE_LIMIT_EXCEEDED
  429 | error     | MONTHLY_API_REQUEST_QUOTA_EXCEEDED MONTHLY_OUTBOUND_QUOTA_EXCEEDED
  502 | throttled | INTERNAL_ERROR PROVIDER_TIMEOUT PROVIDER_UNAVAILABLE PROVIDER_ERROR`).flatMap(
  ([status, consequence, codes = '']) => codes.split(' ').map((code) => [Number(status), code, consequence] as const),
);

const sentenceOf = (refusal: Partial<Refusal>) => explain(new Refusal({ status: 400, ...refusal })).sentence;
describe('every documented code', () => {
  test('has a meaning, and there is no other', () => {
    expect(Object.keys(MEANINGS).sort()).toEqual(documented.map(([, code]) => code).sort());
  });

  test.each(documented)('%i %s: %s, in a plain sentence', (status, code, consequence) => {
    const { sentence, ...meaning } = explain(new Refusal({ status, code }));
    expect(meaning).toEqual({ consequence });
    expect([...sentence].length).toBeLessThanOrEqual(250);
    expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(sentence).not.toMatch(/[{}[\]<>"\\]|https?:|%[0-9a-f]{2}|\b\d{3}\b|_[A-Z]/);
  });

  test.each(
    rows(`
      SUBSCRIPTION_INACTIVE         | Your MsgFlash subscription is not active. Renew it (see Plans and Billing in MsgFlash), then replay this run.
      TEAM_KEY_REQUIRED             | This connection has a personal key and a Team ID. Reconnect with the Team ID left empty, or with a team key (msgf_team_…).`),
  )('%s: %s', (code = '', sentence) => {
    expect(sentenceOf({ code })).toBe(sentence);
  });

  test('one sentence says that a key was refused, whichever form it has', () => {
    expect(sentenceOf({ status: 401, code: 'UNAUTHORIZED' })).toBe(REFUSED_KEY);
    expect(sentenceOf({ status: 401 })).toBe(REFUSED_KEY);
    for (const part of ['msgf_live_…', 'msgf_team_…', 'Team ID']) expect(REFUSED_KEY).toContain(part);
  });
});

describe('in the words of the forms', () => {
  test.each([
    [['to'], ' in To'],
    [['instanceId', 'templateId'], ' in Instance, Template'],
    [['text', 'body'], ' in Text'],
    [['scheduledAt'], ' in Send At'],
    [['mediaUrl'], ' in File or Link to File'],
    [['buttons'], ' in Button 1 or Button 2'],
    [['contactIds', 'groupId'], ' in Contacts, Group'],
    [['schedule', 'repeat', 'recipients'], ' in Start At, Repeat, Recipients'],
    [['id', 'name'], ' in Name'],
    [['somethingNew', 'constructor', '__proto__'], ' in somethingNew, constructor, __proto__'],
    [['id'], ''],
    [[], ''],
  ])('VALIDATION_ERROR about %j', (fields, where) => {
    expect(sentenceOf({ code: 'VALIDATION_ERROR', reason: 'Invalid request data.', fields })).toBe(
      `MsgFlash did not accept this${where} (Invalid request data). Check the step's fields and try again.`,
    );
  });

  test.each(
    rows(`
      CONTACT  | contact
      Contact group | group
      message  | message`),
  )('NOT_FOUND: %s is the %s', (what, thing) => {
    expect(sentenceOf({ status: 404, code: 'NOT_FOUND', reason: `${what} not found` })).toBe(
      `MsgFlash no longer has this ${thing}, or it belongs to another account. Choose the ${thing} again from its list.`,
    );
  });
});

describe('a code that nobody has documented', () => {
  const FIELDS = "MsgFlash did not accept this. Check the step's fields and try again.";
  test.each([
    [401, 'reconnect', REFUSED_KEY],
    [403, 'error', 'MsgFlash did not allow this. Check your plan and the rights of the API key.'],
    [404, 'error', 'MsgFlash no longer has what this step uses. Choose it again from its list.'],
    [409, 'halted', 'This already exists in MsgFlash.'],
    [413, 'error', "This is too large for MsgFlash. Shorten the text in the step's fields, or use a smaller file."],
    [422, 'halted', 'MsgFlash cannot use this number. Check the phone number. Nothing was done.'],
    [429, 'throttled', 'Too many requests at once. MsgFlash asks to wait.'],
    [400, 'error', FIELDS],
    [418, 'error', FIELDS],
  ])('with %i falls back to its status (%s: %s) and its own reason', (status, consequence, sentence) => {
    for (const code of ['BRAND_NEW', 'constructor', '']) {
      expect(explain(new Refusal({ status, code }))).toEqual({ consequence, sentence });
      const reasons = [
        ['Because.', 'Because'],
        ['It costs $& or $1. Really.', 'It costs $& or $1. Really'],
      ] as const;
      for (const [reason, shown] of reasons) {
        expect(sentenceOf({ status, code, reason })).toBe(sentence.replace('.', () => ` (${shown}).`));
      }
      expect(sentenceOf({ status, code, reason: '.' })).toBe(sentence);
    }
  });

  test.each([
    [401, '', 'and reconnect.'],
    [422, '', 'Check the phone number. Nothing was done.'],
    [400, 'VALIDATION_ERROR', "Check the step's fields and try again."],
    [400, 'BAD_REQUEST', '…).'],
    [409, 'CONFLICT', '…).'],
  ])('a long reason of %i %s is cut, and not the way out', (status, code, end) => {
    const sentence = sentenceOf({ status, code, reason: '🙂 because '.repeat(40), fields: ['to'] });
    expect([...sentence]).toHaveLength(250);
    expect(sentence).toContain(' (🙂 because ');
    expect(sentence.endsWith(end)).toBe(true);
  });

  test('always has a consequence and a sentence, whatever it is called', () => {
    const code = fc.oneof(fc.string(), fc.constantFrom('constructor', 'toString', '__proto__', 'hasOwnProperty'));
    const refusals = fc.record({
      status: fc.integer({ min: 400, max: 499 }),
      code,
      reason: fc.string(),
      fields: fc.array(code),
    });
    fc.assert(
      fc.property(refusals, (refusal) => {
        const { consequence, sentence } = explain(new Refusal(refusal));
        expect(['halted', 'error', 'throttled', 'reconnect']).toContain(consequence);
        expect(sentence).toMatch(/^(MsgFlash|[A-Z])/);
        expect(sentence).not.toContain('native code');
      }),
    );
  });
});

test.each(
  rows(`
    INTERNAL_ERROR       | MsgFlash answered with an error: it has a temporary problem.
    PROVIDER_TIMEOUT     | MsgFlash answered that WhatsApp did not respond in time.
    PROVIDER_UNAVAILABLE | MsgFlash answered that it cannot reach WhatsApp at the moment.
    PROVIDER_ERROR       | MsgFlash answered that WhatsApp gave an error. Check that the instance is connected.
    BRAND_NEW            | MsgFlash answered with an error.
    constructor          | MsgFlash answered with an error.
    NOT_FOUND            | MsgFlash answered with an error.
                         | MsgFlash answered with an error.`),
)('an outage, %s: %s', (code, sentence) => {
  expect(explainOutage(new NoAnswer('server', code))).toBe(sentence);
});

test('a failure keeps what the answer said, and leaves it out of its message but for the code', () => {
  const none = { name: 'Refusal', code: '', reason: '', fields: [], missing: [], retryAfter: null };
  expect(new Refusal({ status: 403 })).toMatchObject({ ...none, message: 'MsgFlash refused the request with 403' });
  const said = { status: 400, code: 'VALIDATION_ERROR', reason: 'to: +33639980042', fields: ['to'], retryAfter: 3 };
  const message = 'MsgFlash refused the request with 400 VALIDATION_ERROR';
  expect(new Refusal(said)).toMatchObject({ ...said, message });
  const silent = { name: 'NoAnswer', silence: 'server', code: 'X', message: 'MsgFlash gave no usable answer (server)' };
  expect(new NoAnswer('server', 'X')).toMatchObject(silent);
});
