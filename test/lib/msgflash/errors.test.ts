import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Consequence, explain, explainOutage, MEANINGS, REFUSED_KEY } from '../../../lib/msgflash/errors.ts';
import { NoAnswer, Refusal } from '../../../lib/msgflash/failures.ts';

const PLANS = 'see Plans and Billing in MsgFlash';

/** Every code of the API's page of errors and of its endpoint pages, by status, with what a person reads. */
const documented: readonly [status: number, code: string, consequence: Consequence, sentence: string][] = [
  [400, 'VALIDATION_ERROR', 'error', "MsgFlash did not accept this. Check the step's fields and try again."],
  [400, 'BAD_REQUEST', 'error', 'MsgFlash could not do this.'],
  [
    400,
    'TEMPLATE_INVALID',
    'error',
    'This template cannot be sent. Open it in MsgFlash, check its text and its placeholders, and try again.',
  ],
  [
    400,
    'TEMPLATE_VARIABLES_MISSING',
    'error',
    'A variable of this template has no value. Fill in every variable of the template, or add it under Variables.',
  ],
  [
    400,
    'TEMPLATE_CONTEXT_UNAVAILABLE',
    'error',
    'This template uses details of a contact. Choose the person in the Contact field, or another template in a campaign.',
  ],
  [
    400,
    'INVITE_INVALID_OR_EXPIRED',
    'error',
    'This team invitation is invalid or has expired. Ask for a new one in MsgFlash.',
  ],
  [400, 'LOOKUP_CANNOT_BE_CANCELLED', 'error', 'This number check has ended and can no longer be cancelled.'],
  [
    401,
    'UNAUTHORIZED',
    'reconnect',
    'MsgFlash did not accept the API key. Copy a personal key (msgf_live_…) again from MsgFlash under API Keys, or a team key (msgf_team_…) together with its Team ID, and reconnect.',
  ],
  [
    403,
    'FORBIDDEN',
    'error',
    'This API key may not do that. Ask the owner of the MsgFlash account, or connect with another key.',
  ],
  [
    403,
    'SUBSCRIPTION_INACTIVE',
    'error',
    `Your MsgFlash subscription is not active. Renew it (${PLANS}), then replay this run.`,
  ],
  [403, 'MAX_INSTANCES_REACHED', 'error', `Your plan has no instance left: ${PLANS}.`],
  [403, 'API_KEYS_NOT_AVAILABLE_ON_PLAN', 'error', `Your plan has no API keys: ${PLANS}.`],
  [403, 'MAX_API_KEYS_REACHED', 'error', `Your plan has no API key left: ${PLANS}.`],
  [403, 'WEBHOOKS_NOT_AVAILABLE_ON_PLAN', 'error', `Your plan has no webhooks, which triggers need: ${PLANS}.`],
  [
    403,
    'MAX_WEBHOOK_ENDPOINTS_REACHED',
    'error',
    'Your plan has no webhook endpoint left. Turn off another Zap, use one Message Status Updated trigger for several, delete unused endpoints in MsgFlash, or upgrade.',
  ],
  [403, 'CAMPAIGNS_NOT_AVAILABLE_ON_PLAN', 'error', `Your plan has no campaigns: ${PLANS}.`],
  [403, 'STATUSES_NOT_AVAILABLE_ON_PLAN', 'error', 'WhatsApp stories are no longer part of any MsgFlash plan.'],
  [
    403,
    'MAX_CONTACT_GROUPS_REACHED',
    'error',
    `Your plan has no contact group left. Delete one in MsgFlash, or ${PLANS}.`,
  ],
  [403, 'FEATURE_NOT_AVAILABLE_ON_PLAN', 'error', `Your plan does not include this: ${PLANS}.`],
  [
    403,
    'UNSUPPORTED_FEATURE',
    'error',
    'This instance cannot send that kind of message: buttons need a WhatsApp Business number. Choose another Instance, or a message without buttons.',
  ],
  [
    403,
    'TEAM_KEY_REQUIRED',
    'error',
    'This connection has a personal key and a Team ID. Reconnect with the Team ID left empty, or with a team key (msgf_team_…).',
  ],
  [
    403,
    'TEAM_KEY_NOT_ALLOWED',
    'error',
    'A team key may not read this. Reconnect with a personal key (msgf_live_…) to use this step.',
  ],
  [403, 'TEAM_ACCESS_DENIED', 'error', 'This key has no access to that team. Check the Team ID of the connection.'],
  [403, 'TEAM_FEATURE_UNAVAILABLE', 'error', "This is not part of the team's plan. Ask the owner of the team."],
  [403, 'TEAM_LIMIT_REACHED', 'error', `The plan has no team left: ${PLANS}.`],
  [403, 'TEAM_SEAT_LIMIT_REACHED', 'error', `The team has no seat left: ${PLANS}.`],
  [
    403,
    'INSTANCE_NOT_ASSIGNED',
    'error',
    'This instance is not assigned to your team. Choose another Instance, or ask the owner to assign it to the team.',
  ],
  [403, 'INVITE_EMAIL_MISMATCH', 'error', 'This team invitation was sent to another e-mail address.'],
  [404, 'NOT_FOUND', 'error', 'MsgFlash no longer has what this step uses. Choose it again from its list.'],
  [404, 'TEAM_NOT_FOUND', 'error', 'MsgFlash does not know this team. Check the Team ID of the connection.'],
  [404, 'LOOKUP_NOT_FOUND', 'error', 'MsgFlash does not know this number check.'],
  [409, 'CONFLICT', 'halted', 'This already exists in MsgFlash.'],
  [409, 'INVITE_DUPLICATE_MEMBER', 'error', 'This person is already in the team.'],
  [409, 'PLAN_CHANGE_BLOCKED_ACTIVE_TEAMS', 'error', 'The plan cannot be changed while it has active teams.'],
  [
    422,
    'INVALID_DESTINATION',
    'halted',
    'WhatsApp cannot deliver to this number. Check the phone number. Nothing was done.',
  ],
  [429, 'API_RATE_LIMIT_EXCEEDED', 'throttled', 'Too many requests at once: MsgFlash allows 10 per second.'],
  [
    429,
    'MONTHLY_API_REQUEST_QUOTA_EXCEEDED',
    'error',
    "This month's API requests are used up. See Usage in MsgFlash; upgrade, or wait for the new month and replay this run.",
  ],
  [
    429,
    'MONTHLY_OUTBOUND_QUOTA_EXCEEDED',
    'error',
    "This month's messages are used up. See Usage in MsgFlash; upgrade, or wait for the new month and replay this run.",
  ],
];

const outages: readonly [code: string, sentence: string][] = [
  ['INTERNAL_ERROR', 'MsgFlash answered with an error: it has a temporary problem.'],
  ['PROVIDER_TIMEOUT', 'MsgFlash answered that WhatsApp did not respond in time.'],
  ['PROVIDER_UNAVAILABLE', 'MsgFlash answered that it cannot reach WhatsApp at the moment.'],
  ['PROVIDER_ERROR', 'MsgFlash answered that WhatsApp gave an error. Check that the instance is connected.'],
];

describe('every documented code', () => {
  test.each(documented)('%i %s: %s', (status, code, consequence, sentence) => {
    expect(explain(new Refusal({ status, code }))).toEqual({ consequence, sentence });
  });

  test('no code is without a row here, and no row without a code', () => {
    const codes = [...documented.map(([, code]) => code), ...outages.map(([code]) => code)];
    expect(Object.keys(MEANINGS).sort()).toEqual(codes.sort());
  });

  test.each(documented)('%i %s is plain, and short enough for the history of a Zap', (status, code) => {
    const { sentence } = explain(new Refusal({ status, code }));
    expect([...sentence].length).toBeLessThanOrEqual(250);
    expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(sentence).not.toMatch(/[{}[\]<>"\\]|https?:|%[0-9a-f]{2}|\b\d{3}\b|_[A-Z]/);
  });

  test('one sentence tells of a refused key, whichever form it has', () => {
    expect(explain(new Refusal({ status: 401, code: 'UNAUTHORIZED' })).sentence).toBe(REFUSED_KEY);
    expect(explain(new Refusal({ status: 401 })).sentence).toBe(REFUSED_KEY);
    expect(REFUSED_KEY).toContain('msgf_live_…');
    expect(REFUSED_KEY).toContain('msgf_team_…');
    expect(REFUSED_KEY).toContain('Team ID');
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
    [['id'], ''],
    [['id', 'name'], ' in Name'],
    [['somethingNew'], ' in somethingNew'],
    [['constructor', '__proto__'], ' in constructor, __proto__'],
    [[], ''],
  ])('VALIDATION_ERROR about %j', (fields, where) => {
    const refusal = new Refusal({ status: 400, code: 'VALIDATION_ERROR', reason: 'Invalid request data.', fields });
    expect(explain(refusal).sentence).toBe(
      `MsgFlash did not accept this${where} (Invalid request data). Check the step's fields and try again.`,
    );
  });

  test.each(['Instance', 'template', 'CONTACT', 'message', 'campaign', 'group'])('NOT_FOUND: %s', (what) => {
    const thing = what.toLowerCase();
    expect(explain(new Refusal({ status: 404, code: 'NOT_FOUND', reason: `${what} not found` })).sentence).toBe(
      `MsgFlash no longer has this ${thing}, or it belongs to another account. Choose the ${thing} again from its list.`,
    );
  });

  test('NOT_FOUND: a contact group is a group, not a contact', () => {
    expect(explain(new Refusal({ status: 404, code: 'NOT_FOUND', reason: 'Contact group not found' })).sentence).toBe(
      'MsgFlash no longer has this group, or it belongs to another account. Choose the group again from its list.',
    );
  });

  test.each([
    [
      409,
      'CONFLICT',
      'Contact with this phone already exists for this user',
      'halted',
      'This already exists in MsgFlash (Contact with this phone already exists for this user).',
    ],
    [400, 'BAD_REQUEST', 'Campaign is not running.', 'error', 'MsgFlash could not do this (Campaign is not running).'],
  ])("%i %s says the API's own reason", (status, code, reason, consequence, sentence) => {
    expect(explain(new Refusal({ status, code, reason }))).toEqual({ consequence, sentence });
  });
});

describe('a code that nobody has documented', () => {
  test.each([
    [401, 'reconnect', REFUSED_KEY.replace('API key.', 'API key (Because).'), REFUSED_KEY],
    [
      403,
      'error',
      'MsgFlash did not allow this (Because). Check your plan and the rights of the API key.',
      'MsgFlash did not allow this. Check your plan and the rights of the API key.',
    ],
    [
      404,
      'error',
      'MsgFlash no longer has what this step uses (Because). Choose it again from its list.',
      'MsgFlash no longer has what this step uses. Choose it again from its list.',
    ],
    [409, 'halted', 'This already exists in MsgFlash (Because).', 'This already exists in MsgFlash.'],
    [
      413,
      'error',
      "This is too large for MsgFlash (Because). Shorten the text in the step's fields, or use a smaller file.",
      "This is too large for MsgFlash. Shorten the text in the step's fields, or use a smaller file.",
    ],
    [
      422,
      'halted',
      'MsgFlash cannot use this number (Because). Check the phone number. Nothing was done.',
      'MsgFlash cannot use this number. Check the phone number. Nothing was done.',
    ],
    [
      429,
      'throttled',
      'Too many requests at once (Because). MsgFlash asks to wait.',
      'Too many requests at once. MsgFlash asks to wait.',
    ],
    [
      400,
      'error',
      "MsgFlash did not accept this (Because). Check the step's fields and try again.",
      "MsgFlash did not accept this. Check the step's fields and try again.",
    ],
    [
      418,
      'error',
      "MsgFlash did not accept this (Because). Check the step's fields and try again.",
      "MsgFlash did not accept this. Check the step's fields and try again.",
    ],
  ])('with %i falls back to its status and its own reason', (status, consequence, withReason, bare) => {
    expect(explain(new Refusal({ status, code: 'BRAND_NEW', reason: 'Because.' }))).toEqual({
      consequence,
      sentence: withReason,
    });
    expect(explain(new Refusal({ status, code: 'BRAND_NEW' }))).toEqual({ consequence, sentence: bare });
    expect(explain(new Refusal({ status }))).toEqual({ consequence, sentence: bare });
  });

  test.each([
    ['.', 'MsgFlash cannot use this number. Check the phone number. Nothing was done.'],
    [
      'It costs $& or $1. Really.',
      'MsgFlash cannot use this number (It costs $& or $1. Really). Check the phone number. Nothing was done.',
    ],
  ])('the reason %j is taken as it is', (reason, sentence) => {
    expect(explain(new Refusal({ status: 422, reason })).sentence).toBe(sentence);
  });

  test.each([
    [401, '', 'and reconnect.'],
    [422, '', 'Check the phone number. Nothing was done.'],
    [400, 'VALIDATION_ERROR', "Check the step's fields and try again."],
    [400, 'BAD_REQUEST', '…).'],
    [409, 'CONFLICT', '…).'],
  ])('a long reason of %i %s is cut, and not the way out', (status, code, end) => {
    const { sentence } = explain(new Refusal({ status, code, reason: '🙂 because '.repeat(40), fields: ['to'] }));
    expect([...sentence]).toHaveLength(250);
    expect(sentence).toContain(' (🙂 because ');
    expect(sentence.endsWith(end)).toBe(true);
  });

  test('always has a consequence and a sentence, whatever it is called', () => {
    const code = fc.oneof(fc.string(), fc.constantFrom('constructor', 'toString', '__proto__', 'hasOwnProperty'));
    fc.assert(
      fc.property(
        fc.integer({ min: 400, max: 499 }),
        code,
        fc.string(),
        fc.array(code),
        (status, name, reason, fields) => {
          const { consequence, sentence } = explain(new Refusal({ status, code: name, reason, fields }));
          expect(['halted', 'error', 'throttled', 'reconnect']).toContain(consequence);
          expect(sentence).toMatch(/^(MsgFlash|[A-Z])/);
          expect(sentence).not.toContain('native code');
        },
      ),
    );
  });
});

describe('an outage', () => {
  test.each(outages)('%s', (code, sentence) => {
    expect(explainOutage(new NoAnswer('server', code))).toBe(sentence);
  });

  test.each(['', 'BRAND_NEW', 'constructor', '__proto__', 'NOT_FOUND'])(
    '%j says no more than that the answer was an error',
    (code) => {
      expect(explainOutage(new NoAnswer('server', code))).toBe('MsgFlash answered with an error.');
    },
  );
});
