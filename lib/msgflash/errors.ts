import type { NoAnswer, Refusal } from './failures.ts';

/**
 * What a failure means for the Zap: `halted` stops only this run; `error` means that the step has to be fixed;
 * `throttled` makes Zapier retry later; `reconnect` pauses the Zap until the user reconnects.
 */
export type Consequence = 'halted' | 'error' | 'throttled' | 'reconnect';

export interface Meaning {
  consequence: Consequence;
  /** One or two sentences: what is wrong and what to do. For `throttled`, `lib/run/start.ts` adds who tries again. */
  sentence: string;
}

/** The sentence about a refused key. It covers both kinds of key. */
export const REFUSED_KEY =
  'MsgFlash did not accept the API key. Copy a personal key (msgf_live_…) again from MsgFlash under API Keys, or a team key (msgf_team_…) together with its Team ID, and reconnect.';

const error = (sentence: string): Meaning => ({ consequence: 'error', sentence });
const halted = (sentence: string): Meaning => ({ consequence: 'halted', sentence });

/** What to do if every webhook endpoint is in use. */
export const FREE_AN_ENDPOINT =
  'Turn off another Zap, use one Message Status Updated trigger for several, delete unused endpoints in MsgFlash, or upgrade.';

const PLANS = 'see Plans and Billing in MsgFlash';

/** A code of a 5xx. It says why the request failed, not whether anything was done. */
const outage = (sentence: string): Meaning => ({ consequence: 'throttled', sentence });

/**
 * Every code of `/resources/error-codes` and of the endpoint pages, in words for people who build Zaps. A function if
 * the sentence includes the API's own message.
 */
export const MEANINGS: Readonly<Record<string, Meaning | ((refusal: Refusal) => Meaning)>> = {
  VALIDATION_ERROR: notAccepted,
  BAD_REQUEST: (refusal) => error(withReason('MsgFlash could not do this.', refusal)),
  TEMPLATE_INVALID: error(
    'This template cannot be sent. Open it in MsgFlash, check its text and its placeholders, and try again.',
  ),
  TEMPLATE_VARIABLES_MISSING: error(
    'A variable of this template has no value. Fill in every variable of the template, or add it under Variables.',
  ),
  TEMPLATE_CONTEXT_UNAVAILABLE: error(
    'This template uses details of a contact. Choose the person in the Contact field, or another template in a campaign.',
  ),
  INVITE_INVALID_OR_EXPIRED: error('This team invitation is invalid or has expired. Ask for a new one in MsgFlash.'),
  LOOKUP_CANNOT_BE_CANCELLED: error('This number check has ended and can no longer be cancelled.'),

  UNAUTHORIZED: { consequence: 'reconnect', sentence: REFUSED_KEY },

  FORBIDDEN: error('This API key may not do that. Ask the owner of the MsgFlash account, or connect with another key.'),
  SUBSCRIPTION_INACTIVE: error(`Your MsgFlash subscription is not active. Renew it (${PLANS}), then replay this run.`),
  MAX_INSTANCES_REACHED: error(`Your plan has no instance left: ${PLANS}.`),
  API_KEYS_NOT_AVAILABLE_ON_PLAN: error(`Your plan has no API keys: ${PLANS}.`),
  MAX_API_KEYS_REACHED: error(`Your plan has no API key left: ${PLANS}.`),
  WEBHOOKS_NOT_AVAILABLE_ON_PLAN: error(`Your plan has no webhooks, which triggers need: ${PLANS}.`),
  MAX_WEBHOOK_ENDPOINTS_REACHED: error(`Your plan has no webhook endpoint left. ${FREE_AN_ENDPOINT}`),
  CAMPAIGNS_NOT_AVAILABLE_ON_PLAN: error(`Your plan has no campaigns: ${PLANS}.`),
  STATUSES_NOT_AVAILABLE_ON_PLAN: error('WhatsApp stories are no longer part of any MsgFlash plan.'),
  MAX_CONTACT_GROUPS_REACHED: error(`Your plan has no contact group left. Delete one in MsgFlash, or ${PLANS}.`),
  FEATURE_NOT_AVAILABLE_ON_PLAN: error(`Your plan does not include this: ${PLANS}.`),
  UNSUPPORTED_FEATURE: error(
    'This instance cannot send that kind of message: buttons need a WhatsApp Business number. Choose another Instance, or a message without buttons.',
  ),
  TEAM_KEY_REQUIRED: error(
    'This connection has a personal key and a Team ID. Reconnect with the Team ID left empty, or with a team key (msgf_team_…).',
  ),
  TEAM_KEY_NOT_ALLOWED: error(
    'A team key may not read this. Reconnect with a personal key (msgf_live_…) to use this step.',
  ),
  TEAM_ACCESS_DENIED: error('This key has no access to that team. Check the Team ID of the connection.'),
  TEAM_FEATURE_UNAVAILABLE: error("This is not part of the team's plan. Ask the owner of the team."),
  TEAM_LIMIT_REACHED: error(`The plan has no team left: ${PLANS}.`),
  TEAM_SEAT_LIMIT_REACHED: error(`The team has no seat left: ${PLANS}.`),
  INSTANCE_NOT_ASSIGNED: error(
    'This instance is not assigned to your team. Choose another Instance, or ask the owner to assign it to the team.',
  ),
  INVITE_EMAIL_MISMATCH: error('This team invitation was sent to another e-mail address.'),

  NOT_FOUND: ({ reason }) => error(missing(reason)),
  TEAM_NOT_FOUND: error('MsgFlash does not know this team. Check the Team ID of the connection.'),
  LOOKUP_NOT_FOUND: error('MsgFlash does not know this number check.'),

  CONFLICT: (refusal) => halted(withReason('This already exists in MsgFlash.', refusal)),
  INVITE_DUPLICATE_MEMBER: error('This person is already in the team.'),
  PLAN_CHANGE_BLOCKED_ACTIVE_TEAMS: error('The plan cannot be changed while it has active teams.'),

  INVALID_DESTINATION: halted('WhatsApp cannot deliver to this number. Check the phone number. Nothing was done.'),

  API_RATE_LIMIT_EXCEEDED: {
    consequence: 'throttled',
    sentence: 'Too many requests at once: MsgFlash allows 10 per second.',
  },
  MONTHLY_API_REQUEST_QUOTA_EXCEEDED: error(
    "This month's API requests are used up. See Usage in MsgFlash; upgrade, or wait for the new month and replay this run.",
  ),
  MONTHLY_OUTBOUND_QUOTA_EXCEEDED: error(
    "This month's messages are used up. See Usage in MsgFlash; upgrade, or wait for the new month and replay this run.",
  ),

  INTERNAL_ERROR: outage('MsgFlash answered with an error: it has a temporary problem.'),
  PROVIDER_TIMEOUT: outage('MsgFlash answered that WhatsApp did not respond in time.'),
  PROVIDER_UNAVAILABLE: outage('MsgFlash answered that it cannot reach WhatsApp at the moment.'),
  PROVIDER_ERROR: outage('MsgFlash answered that WhatsApp gave an error. Check that the instance is connected.'),
};

/** The same by status, for codes that are not in the table. */
const BY_STATUS: Readonly<Record<number, Meaning>> = {
  401: { consequence: 'reconnect', sentence: REFUSED_KEY },
  403: error('MsgFlash did not allow this. Check your plan and the rights of the API key.'),
  404: error('MsgFlash no longer has what this step uses. Choose it again from its list.'),
  409: halted('This already exists in MsgFlash.'),
  413: error("This is too large for MsgFlash. Shorten the text in the step's fields, or use a smaller file."),
  422: halted('MsgFlash cannot use this number. Check the phone number. Nothing was done.'),
  429: {
    consequence: 'throttled',
    sentence: 'Too many requests at once. MsgFlash asks to wait.',
  },
};

/** The API's field names → the labels in the forms. */
const LABELS: Readonly<Record<string, string>> = {
  instanceId: 'Instance',
  to: 'To',
  type: 'Message Type',
  text: 'Text',
  body: 'Text',
  mediaUrl: 'File or Link to File',
  latitude: 'Latitude',
  longitude: 'Longitude',
  locationName: 'Location Name',
  locationAddress: 'Location Address',
  contactId: 'Contact',
  templateId: 'Template',
  variables: 'Variables',
  title: 'Title',
  description: 'Description',
  footer: 'Footer',
  buttons: 'Button 1 or Button 2',
  scheduledAt: 'Send At',
  name: 'Name',
  phone: 'Phone',
  tags: 'Tags',
  meta: 'Custom Details',
  contactIds: 'Contacts',
  groupId: 'Group',
  color: 'Color',
  schedule: 'Start At',
  repeat: 'Repeat',
  recipients: 'Recipients',
  numbers: 'Phone',
  url: 'Webhook',
  events: 'Statuses',
  // An ID in the path. It can be any field, depending on the step, so no label is shown.
  id: '',
};

/**
 * What a refusal means for the Zap, with the labels of the forms.
 *
 * @param refusal the API's 4xx; for an unknown code, its status and the API's own message are used
 */
export function explain(refusal: Refusal): Meaning {
  const meaning = meaningOf(refusal.code);
  if (meaning) return typeof meaning === 'function' ? meaning(refusal) : meaning;
  const byStatus = BY_STATUS[refusal.status];
  if (!byStatus) return notAccepted(refusal);
  return { ...byStatus, sentence: withReason(byStatus.sentence, refusal) };
}

/** Says why there is no usable response: MsgFlash returned a 5xx, something unreadable, or nothing. */
export function explainOutage({ silence, code }: NoAnswer): string {
  if (silence === 'unreadable' || silence === 'redirect') return 'MsgFlash gave an answer that could not be read.';
  if (silence !== 'server') return 'MsgFlash did not answer.';
  const meaning = meaningOf(code);
  return meaning && typeof meaning !== 'function' ? meaning.sentence : 'MsgFlash answered with an error.';
}

/** Looks up a code among the table's own keys only: a code from outside could also be `constructor`. */
function meaningOf(code: string) {
  return Object.hasOwn(MEANINGS, code) ? MEANINGS[code] : undefined;
}

function notAccepted(refusal: Refusal): Meaning {
  const sentence = `MsgFlash did not accept this${namedFields(refusal)}. Check the step's fields and try again.`;
  return error(withReason(sentence, refusal));
}

function missing(reason: string): string {
  // Group comes before contact, because the API says "contact group".
  const what = ['group', 'instance', 'template', 'contact', 'message', 'campaign'].find((thing) =>
    reason.toLowerCase().includes(thing),
  );
  return what
    ? `MsgFlash no longer has this ${what}, or it belongs to another account. Choose the ${what} again from its list.`
    : 'MsgFlash no longer has what this step uses. Choose it again from its list.';
}

function namedFields({ fields }: Refusal): string {
  const labels = fields.map((field) => (Object.hasOwn(LABELS, field) ? LABELS[field] : field)).filter(Boolean);
  return labels.length > 0 ? ` in ${[...new Set(labels)].join(', ')}` : '';
}

/** The longest sentence that Zap history shows in full, in characters. */
const MAX_SENTENCE = 250;

/** Adds the API's own message to the first sentence, shortened so that the rest (what to do) still fits. */
function withReason(sentence: string, { reason }: Refusal): string {
  const words = [...reason.replace(/[.\s]+$/, '')];
  const room = MAX_SENTENCE - [...sentence].length - ' ()'.length;
  // A message that is only a code does not help a person.
  if (words.length === 0 || /^[A-Z0-9]+(_[A-Z0-9]+)*$/.test(words.join('')) || room < 2) return sentence;
  const shown = words.length > room ? `${words.slice(0, room - 1).join('')}…` : words.join('');
  return sentence.replace(/\.(?=\s|$)/, () => ` (${shown}).`);
}
