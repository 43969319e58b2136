import { describe, expect, test } from '@jest/globals';
import { demo } from '../../dev/msgflash/demo.ts';
import { mapped, type Outcome, type RunOptions } from '../../dev/zapier/index.ts';
import { type FrozenWorld, hello, startFrozen } from '../lib/sending/frozen.ts';

/** A run that must end before anything goes out, or with MsgFlash's refusal. */
interface Refused {
  name: string;
  /** Default `send_message`. */
  step?: string;
  /** Changes to an ordinary text message. */
  input: Record<string, unknown>;
  outcome: Outcome;
  message: string;
  /** Requests of the step itself; default none. */
  requests?: Record<string, number>;
  authData?: Record<string, string>;
  options?: RunOptions;
  given?(world: FrozenWorld): unknown;
}

const SEND = { 'POST /messages/send': 1 };
/** What the platform does not catch: a required field whose mapped value turned out empty. */
const empty = mapped('');
const later = { scheduled_at: '2026-12-01T16:30:00Z' };
const heading = { type: 'buttons', title: 'Your order', description: 'Order 1042 is ready.' };
const reply = { button_1_kind: 'reply', button_1_text: 'Yes', button_1_value: 'yes' };
const pix = {
  ...heading,
  type: 'pix',
  button_1_text: 'Pay',
  pix_currency: 'BRL',
  pix_name: 'Loja',
  pix_type: 'email',
  pix_account: 'pix@example.com',
};
const filling = (label: string) => `${label} is empty. Fill in ${label} and try again. Nothing was done.`;

const INSTANCE: Refused[] = [
  { name: 'no instance', input: { instance_id: empty }, outcome: 'errored', message: filling('Instance') },
  { name: 'a blank instance', input: { instance_id: mapped('  ') }, outcome: 'errored', message: filling('Instance') },
  {
    name: 'an instance of another account',
    input: { instance_id: demo.instances.other },
    outcome: 'errored',
    message:
      'MsgFlash no longer has this instance, or it belongs to another account. Choose the instance again from its list.',
    requests: SEND,
  },
  {
    name: 'part of the name of an instance',
    input: { instance_id: mapped('Main') },
    outcome: 'errored',
    message:
      'No instance in MsgFlash fits “Main” in Instance. Choose one from the list, or map the ID of Find Instance. Nothing was done.',
    requests: { 'GET /instances': 1 },
  },
  {
    name: 'an instance that the team was not given',
    authData: { api_key: demo.teamKey, team_id: demo.teamId, default_country: 'FR' },
    input: { instance_id: demo.instances.events },
    outcome: 'errored',
    message:
      'This instance is not assigned to your team. Choose another Instance, or ask the owner to assign it to the team.',
    requests: SEND,
  },
];

const RECIPIENT: Refused[] = [
  {
    name: 'no number',
    input: { to: empty },
    outcome: 'halted',
    message: 'To is empty: it needs a phone number. Fill in To. Nothing was done.',
  },
  {
    name: 'letters instead of a number',
    input: { to: 'call reception' },
    outcome: 'halted',
    message: '“call reception” in To is not a phone number. Nothing was done. Correct it in the app it comes from.',
  },
  {
    name: 'two numbers',
    input: { to: '0639985555, 0639985556' },
    outcome: 'halted',
    message: '“0639985555, 0639985556” in To holds more than one number. Enter one number only. Nothing was done.',
  },
  {
    name: 'a number without country',
    authData: { api_key: demo.key },
    input: { to: '06 39 98 55 55' },
    outcome: 'halted',
    message:
      '“06 39 98 55 55” in To has no country. Write it with + and the country code, or choose a Default Country in your connection. Nothing was done.',
  },
  {
    name: 'a number too short for its country',
    input: { to: '06 39 98 55' },
    outcome: 'halted',
    message:
      '“06 39 98 55” in To is not a phone number of France. Write it with + and the country code. Nothing was done.',
  },
  {
    name: 'an international number that breaks off',
    input: { to: '+33 6 39' },
    outcome: 'halted',
    message: '“+33 6 39” in To is not a complete phone number. Check the digits after the +. Nothing was done.',
  },
  {
    name: 'digits that are a number in two countries',
    authData: { api_key: demo.key, default_country: 'US' },
    input: { to: '479 555 0123' },
    outcome: 'halted',
    message:
      '“479 555 0123” in To can be read as +14795550123 and as +4795550123. Write it with a + in front. Nothing was done.',
  },
  {
    name: 'a country that is none',
    input: { to: '06 39 98 55 55', country: mapped('Frankreich') },
    outcome: 'halted',
    message: '“FRANKREICH” is not a country. Choose one from the list in Country. Nothing was done.',
  },
  {
    name: 'a number that WhatsApp does not serve (422)',
    input: { to: demo.numbers.unsupported },
    outcome: 'halted',
    message: 'WhatsApp cannot deliver to this number. Check the phone number. Nothing was done.',
    requests: SEND,
  },
  {
    name: 'a call button without country',
    authData: { api_key: demo.key },
    input: { ...heading, to: demo.numbers.stranger, ...reply, button_1_kind: 'call', button_1_value: '0639980001' },
    outcome: 'halted',
    message:
      '“0639980001” in Button 1 Value has no country. Write it with + and the country code, or choose a Default Country in your connection. Nothing was done.',
  },
];

const CONTENT: Refused[] = [
  { name: 'an empty text', input: { text: empty }, outcome: 'errored', message: filling('Text') },
  { name: 'a blank text', input: { text: mapped(' \n\t') }, outcome: 'errored', message: filling('Text') },
  {
    name: 'a text of 4097 characters',
    input: { text: 'é'.repeat(4097) },
    outcome: 'errored',
    message: 'Text has 4097 characters, and WhatsApp takes at most 4096. Shorten it. Nothing was done.',
  },
  {
    name: 'a caption of 4097 characters',
    input: { type: 'image', media: 'https://example.com/a.jpg', text: 'é'.repeat(4097) },
    outcome: 'errored',
    message: 'Caption has 4097 characters, and WhatsApp takes at most 4096. Shorten it. Nothing was done.',
  },
  {
    name: 'a type that was mapped and is none',
    input: { type: mapped('sticker') },
    outcome: 'errored',
    message:
      '“sticker” is not a choice in Type. Use one of these: Text, Image, Video, Document, Audio, Voice note, Location, Contact, Buttons, PIX payment button. Nothing was done.',
  },
  {
    name: 'a type that every object has',
    input: { type: mapped('constructor') },
    outcome: 'errored',
    message:
      '“constructor” is not a choice in Type. Use one of these: Text, Image, Video, Document, Audio, Voice note, Location, Contact, Buttons, PIX payment button. Nothing was done.',
  },
  ...(['image', 'video', 'document', 'audio', 'voice_note'] as const).map(
    (type): Refused => ({
      name: `no media for ${type}`,
      input: { type, media: empty },
      outcome: 'errored',
      message: filling('Media'),
    }),
  ),
  {
    name: 'a file of one computer',
    input: { type: 'image', media: 'file:///home/ann/photo.jpg' },
    // Otherwise the platform makes a text file of it.
    options: { fields: 'static' },
    outcome: 'errored',
    message:
      '“file:///home/ann/photo.jpg” in Media is not a link that MsgFlash can open. Use one that begins with https://. Nothing was done.',
  },
  {
    name: 'a file of one computer, for later',
    step: 'schedule_message',
    input: { ...later, type: 'document', media_url: 'file:///home/ann/invoice.pdf' },
    outcome: 'errored',
    message:
      '“file:///home/ann/invoice.pdf” in Link to File is not a link that MsgFlash can open. Use one that begins with https://. Nothing was done.',
  },
  {
    name: 'words instead of a link',
    step: 'schedule_message',
    input: { ...later, type: 'video', media_url: 'see attachment' },
    outcome: 'errored',
    message:
      '“see attachment” in Link to File is not a link that MsgFlash can open. Use one that begins with https://. Nothing was done.',
  },
  ...[
    'https://zapier.com/engine/hydrate/42/.eJwV/',
    'https://hooks.zapier.com/engine/hydrate/42/.eJwV/',
    'https://zapier-dev-files.s3.amazonaws.com/cli-platform/1/photo.jpg',
  ].map(
    (link): Refused => ({
      name: `${link}, which expires before a scheduled message goes out`,
      step: 'schedule_message',
      input: { ...later, type: 'image', media_url: mapped(link) },
      outcome: 'errored',
      message:
        'Link to File holds a file of an earlier step, whose link expires before the message goes out. Use a lasting public link, for example from your website. Nothing was done.',
    }),
  ),
  ...(
    [
      ['latitude', '91', 'Latitude', 90, '48.8566'],
      ['latitude', 'n/a', 'Latitude', 90, '48.8566'],
      ['latitude', '48,8566.1', 'Latitude', 90, '48.8566'],
      ['latitude', `48°51'24"N`, 'Latitude', 90, '48.8566'],
      ['longitude', '-180.01', 'Longitude', 180, '2.3522'],
    ] as const
  ).map(
    ([key, value, label, most, example]): Refused => ({
      name: `${key} ${value}`,
      input: { type: 'location', latitude: '1', longitude: '1', [key]: value },
      outcome: 'errored',
      message: `“${value.replace('"', ' ')}” in ${label} is not a number from -${most} to ${most}, such as ${example}. Nothing was done.`,
    }),
  ),
  {
    name: 'no latitude',
    input: { type: 'location', latitude: empty, longitude: '1' },
    outcome: 'errored',
    message: filling('Latitude'),
  },
  {
    name: 'no contact',
    input: { type: 'contact', contact_id: empty },
    outcome: 'errored',
    message: filling('Contact'),
  },
  {
    name: 'a contact of another account',
    input: { type: 'contact', contact_id: demo.contacts.other },
    outcome: 'errored',
    message:
      'MsgFlash no longer has this contact, or it belongs to another account. Choose the contact again from its list.',
    requests: SEND,
  },
];

const BUTTONS: Refused[] = [
  {
    name: 'no title',
    input: { ...heading, ...reply, title: empty },
    outcome: 'errored',
    message: filling('Title'),
  },
  {
    name: 'no description',
    input: { ...heading, ...reply, description: empty },
    outcome: 'errored',
    message: filling('Description'),
  },
  {
    name: 'no button',
    input: { ...heading, button_1_kind: empty, button_1_text: empty, button_1_value: empty },
    outcome: 'errored',
    message: filling('Button 1 Kind'),
  },
  {
    name: 'a button without text',
    input: { ...heading, ...reply, button_1_text: empty },
    outcome: 'errored',
    message: filling('Button 1 Text'),
  },
  ...(
    [
      ['reply', 'a reply ID of your own choice'],
      ['url', 'a link'],
      ['call', 'a phone number'],
      ['copy', 'the code to copy'],
    ] as const
  ).map(
    ([kind, what]): Refused => ({
      name: `a ${kind} button without its value`,
      input: { ...heading, ...reply, button_1_kind: kind, button_1_value: empty },
      outcome: 'errored',
      message: `Button 1 Value is empty: a button needs ${what}. Fill in Button 1 Value. Nothing was done.`,
    }),
  ),
  {
    name: 'a second button without its value',
    input: { ...heading, ...reply, button_2_kind: 'url', button_2_text: 'Track it' },
    outcome: 'errored',
    message: 'Button 2 Value is empty: a button needs a link. Fill in Button 2 Value. Nothing was done.',
  },
  {
    name: 'a second button without its kind',
    input: { ...heading, ...reply, button_2_value: 'https://example.com' },
    outcome: 'errored',
    message: filling('Button 2 Kind'),
  },
  {
    name: 'a link button without a link',
    input: { ...heading, ...reply, button_1_kind: 'url', button_1_value: 'example.com' },
    outcome: 'errored',
    message: '“example.com” in Button 1 Value is not a link. Begin it with https://. Nothing was done.',
  },
  {
    name: 'a kind that was mapped and is none',
    input: { ...heading, ...reply, button_1_kind: mapped('like') },
    outcome: 'errored',
    message:
      '“like” is not a choice in Button 1 Kind. Use one of these: Reply, Open a link, Call a number, Copy a code. Nothing was done.',
  },
  {
    name: 'letters in a call button',
    input: { ...heading, ...reply, button_1_kind: 'call', button_1_value: 'reception' },
    outcome: 'halted',
    message:
      '“reception” in Button 1 Value is not a phone number. Nothing was done. Correct it in the app it comes from.',
  },
  ...(
    [
      ['title', 'Title'],
      ['description', 'Description'],
      ['button_1_text', 'Button 1 Text'],
      ['pix_name', 'PIX Name'],
      ['pix_type', 'PIX Key Type'],
      ['pix_account', 'PIX Key'],
    ] as const
  ).map(
    ([key, label]): Refused => ({
      name: `PIX without ${label}`,
      input: { ...pix, [key]: empty },
      outcome: 'errored',
      message: filling(label),
    }),
  ),
  {
    name: 'buttons on a number without Business account',
    input: { ...heading, ...reply, instance_id: demo.instances.support },
    outcome: 'errored',
    message:
      'This instance cannot send that kind of message: buttons need a WhatsApp Business number. Choose another Instance, or a message without buttons.',
    requests: SEND,
  },
];

const unreadable = (shown: string) =>
  `“${shown}” in Send At is not a date. Write it like 2027-04-03 17:00. Nothing was done.`;
const TIME: Refused[] = [
  {
    name: 'no time',
    step: 'schedule_message',
    input: { scheduled_at: empty },
    outcome: 'halted',
    message: 'Send At is empty. Write it like 2027-04-03 17:00. Nothing was done.',
  },
  {
    name: 'a text that is no date',
    step: 'schedule_message',
    input: { scheduled_at: 'when it is ready' },
    outcome: 'halted',
    message: unreadable('when it is ready'),
  },
  {
    name: 'the same for a mapped value',
    step: 'schedule_message',
    input: { scheduled_at: mapped('to be agreed') },
    outcome: 'halted',
    message: unreadable('to be agreed'),
  },
  {
    name: 'a date with something behind it',
    step: 'schedule_message',
    input: { scheduled_at: '2027-04-03 17:00 or later' },
    outcome: 'halted',
    message: unreadable('2027-04-03 17:00 or later'),
  },
  {
    name: 'a date in numbers without Date Order',
    step: 'schedule_message',
    input: { scheduled_at: '03/04/2030 17:00' },
    outcome: 'halted',
    message:
      '“03/04/2030 17:00” in Send At could mean two dates. Choose Date Order under More Options, or write it like 2027-04-03 17:00. Nothing was done.',
  },
  {
    name: 'a Date Order that is not in the list',
    step: 'schedule_message',
    input: { scheduled_at: '03/04/2030 17:00', date_order: mapped('year first') },
    outcome: 'errored',
    message:
      '“year first” is not a choice in Date Order. Use one of these: Day first (03/04/2027 is April 3), Month first (03/04/2027 is March 4). Nothing was done.',
  },
  {
    name: 'yesterday',
    step: 'schedule_message',
    input: { scheduled_at: 'yesterday at 5pm' },
    options: { timezone: 'Europe/Paris' },
    outcome: 'halted',
    message:
      'Send At (2026-11-19T16:00:00.000Z) has passed. Nothing was sent. To send anyway, choose Send at once under If the Time Is in the Past.',
  },
];

const TEMPLATE: Refused[] = [
  {
    name: 'no template',
    step: 'send_template_message',
    input: { template_id: empty },
    outcome: 'errored',
    message: filling('Template'),
  },
  {
    name: 'an unknown template',
    step: 'send_template_message',
    input: { template_id: mapped('20000000-0000-4000-8000-00000000ffff') },
    outcome: 'errored',
    message:
      'MsgFlash no longer has this template, or it belongs to another account. Choose the template again from its list.',
    requests: SEND,
  },
  {
    name: 'part of the name of a template',
    step: 'send_template_message',
    input: { template_id: mapped('Order') },
    outcome: 'errored',
    message:
      'No template in MsgFlash fits “Order” in Template. Choose one from the list, or map the ID of Find Template. Nothing was done.',
    requests: { 'GET /templates': 1 },
  },
  {
    name: 'variables that turned out empty',
    step: 'send_template_message',
    input: { template_id: demo.templates.orderShipped, var_order: '1042', var_date: empty, var_link: mapped(' ') },
    outcome: 'errored',
    message: 'The template has no value for date, link. Fill it in and try again. Nothing was sent.',
  },
  {
    name: 'a variable with an odd name that turned out empty, for later',
    step: 'schedule_template_message',
    input: {
      ...later,
      template_id: demo.templates.oddNames,
      [`var_x_${Buffer.from('n° de commande').toString('hex')}`]: empty,
    },
    // The other fields were added to the template after the step was set up.
    options: { fields: 'static' },
    outcome: 'errored',
    message:
      'The template has no value for n° de commande, order-total, prénom, x_code, a.b. Fill it in and try again. Nothing was sent.',
  },
  {
    name: 'a mapped template without its variables',
    step: 'send_template_message',
    input: { template_id: mapped(demo.templates.orderShipped) },
    outcome: 'errored',
    message: 'The template has no value for order, date, link. Fill it in and try again. Nothing was sent.',
    requests: SEND,
  },
  {
    name: 'a contact of another account',
    step: 'send_template_message',
    input: { template_id: demo.templates.hello, contact_id: demo.contacts.other },
    outcome: 'errored',
    message:
      'MsgFlash no longer has this contact, or it belongs to another account. Choose the contact again from its list.',
    requests: SEND,
  },
];

const answered = (status: number, code: string, more: object = {}) => ({
  given: ({ control }: FrozenWorld) =>
    control.fault({ operation: 'POST /messages/send', kind: 'error', status, code, message: 'No.', ...more }),
  input: {},
  requests: SEND,
});

const ACCOUNT: Refused[] = [
  {
    name: 'a key that was revoked',
    given: ({ control }) => control.revokeKey({ key: demo.key }),
    input: {},
    outcome: 'reconnect',
    message:
      'MsgFlash did not accept the API key. Copy a personal key (msgf_live_…) again from MsgFlash under API Keys, or a team key (msgf_team_…) together with its Team ID, and reconnect.',
    requests: SEND,
  },
  {
    name: "the month's messages used up",
    given: ({ control }) => control.setUsage({ messages: 50_000 }),
    input: {},
    outcome: 'errored',
    message:
      "This month's messages are used up. See Usage in MsgFlash; upgrade, or wait for the new month and replay this run.",
    requests: SEND,
  },
  {
    name: "the month's requests used up",
    given: ({ control }) => control.setUsage({ apiRequests: 150_000 }),
    input: {},
    outcome: 'errored',
    message:
      "This month's API requests are used up. See Usage in MsgFlash; upgrade, or wait for the new month and replay this run.",
    requests: SEND,
  },
  {
    name: 'a subscription that is not active',
    given: ({ control }) => control.setPlan({ subscription: 'inactive' }),
    input: {},
    outcome: 'errored',
    message:
      'Your MsgFlash subscription is not active. Renew it (see Plans and Billing in MsgFlash), then replay this run.',
    requests: SEND,
  },
  {
    name: 'a voice note on a plan without them',
    given: ({ control }) => control.setPlan({ features: { voiceNotes: false } }),
    input: { type: 'voice_note', media: 'https://example.com/note.ogg' },
    outcome: 'errored',
    message: 'Your plan does not include this: see Plans and Billing in MsgFlash.',
    requests: SEND,
  },
  {
    ...answered(403, 'TEAM_ACCESS_DENIED'),
    name: 'a team that the key has no access to',
    outcome: 'errored',
    message: 'This key has no access to that team. Check the Team ID of the connection.',
  },
  {
    ...answered(403, 'TEAM_KEY_REQUIRED'),
    name: 'a personal key with a team',
    outcome: 'errored',
    message:
      'This connection has a personal key and a Team ID. Reconnect with the Team ID left empty, or with a team key (msgf_team_…).',
  },
  {
    ...answered(403, 'FORBIDDEN'),
    name: 'a key without the right to send',
    outcome: 'errored',
    message: 'This API key may not do that. Ask the owner of the MsgFlash account, or connect with another key.',
  },
  {
    ...answered(403, 'PLAN_CODE_OF_NEXT_YEAR', { message: 'Your plan ends here.' }),
    name: 'a plan code that nobody knows yet: in the words of MsgFlash',
    outcome: 'errored',
    message: 'MsgFlash did not allow this (Your plan ends here). Check your plan and the rights of the API key.',
  },
  {
    ...answered(418, 'TEAPOT', { message: 'Key msgf_live_0123456789 {"a":[1]} <b>no</b> %7B%22 at all' }),
    name: 'a refusal full of what nobody should read',
    outcome: 'errored',
    message: "MsgFlash did not accept this (Key (key) a : 1 no at all). Check the step's fields and try again.",
  },
];

const all = { INSTANCE, RECIPIENT, CONTENT, BUTTONS, TIME, TEMPLATE, ACCOUNT };
describe.each(Object.entries(all))('%s', (_group, cases) => {
  test.each(cases)('$name', async ({ step = 'send_message', input, outcome, message, requests, ...more }) => {
    const world = await startFrozen(more.authData && { authData: more.authData });
    const key = `creates.${step}` as const;
    const typed = { ...hello, ...input };
    // As on the platform, the fields were looked up when the step was set up.
    const { fields } = await world.zapier.fields(world.connection, key, typed);
    more.given?.(world);
    world.mark();
    const run = await world.create(step, typed, { fields, ...more.options });

    expect({ outcome: run.outcome, message: run.message }).toEqual({ outcome, message });
    expect(world.requests()).toEqual(requests ?? {});
    expect(world.control.ledger()).toEqual([]);
    expect(run.output).toBeNull();
    expect([...run.message].length).toBeLessThanOrEqual(250);
    expect(run.message).not.toMatch(/[{}[\]"\\<>]|%[0-9a-f]{2}/i);
  });
});

describe('more requests than MsgFlash takes', () => {
  const sentence =
    'Too many requests at once: MsgFlash allows 10 per second. Zapier tries this step again automatically.';

  test('the run waits a little, and goes out then', async () => {
    const { create, control, requests } = await startFrozen();
    await create('send_message', hello);
    control.setRateLimit({ perSecond: 1 });
    const runs = await Promise.all([1, 2, 3, 4].map(() => create('send_message', { ...hello, text: 'Hello' })));
    const held = runs.filter(({ outcome }) => outcome === 'throttled');
    expect(held).toHaveLength(3);
    for (const run of held) {
      expect(run.message).toBe(sentence);
      expect(run.delaySeconds).toBeGreaterThanOrEqual(2);
      expect(run.delaySeconds).toBeLessThanOrEqual(10);
    }
    expect(requests()).toMatchObject({ 'POST /messages/send': 5 });
    expect(control.ledger()).toHaveLength(2);
  });

  test.each([
    [7, 7],
    ['Fri, 20 Nov 2026 10:00:30 GMT', 30],
  ])('the run comes back when MsgFlash says so: Retry-After %s', async (retryAfter, delay) => {
    const { create, control } = await startFrozen();
    control.fault({
      operation: 'POST /messages/send',
      kind: 'error',
      status: 429,
      code: 'API_RATE_LIMIT_EXCEEDED',
      retryAfter,
    });
    const run = await create('send_message', hello);
    expect(run).toMatchObject({ outcome: 'throttled', message: sentence, delaySeconds: delay });
    const again = await create('send_message', hello, { repeat: 1 });
    expect(again.outcome).toBe('success');
    expect(control.ledger()).toHaveLength(1);
  });

  test.each(['MONTHLY_API_REQUEST_QUOTA_EXCEEDED', 'MONTHLY_OUTBOUND_QUOTA_EXCEEDED'])(
    '%s is no such case: nothing is repeated',
    async (code) => {
      const { create, control, requests } = await startFrozen();
      control.fault({ operation: 'POST /messages/send', kind: 'error', status: 429, code, retryAfter: 5 });
      const run = await create('send_message', hello, { repeat: 3 });
      expect(run).toMatchObject({ outcome: 'errored' });
      expect(run.attempts).toHaveLength(1);
      expect(requests()).toEqual(SEND);
    },
  );
});
