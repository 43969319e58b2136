import { describe, expect, test } from '@jest/globals';
import type { Environment } from '../../../dev/demo/environment.ts';
import { recipes } from '../../../dev/demo/index.ts';
import { playStory } from '../../../dev/demo/play.ts';
import type { Story } from '../../../dev/demo/story.ts';
import { demo } from '../../../dev/msgflash/demo.ts';
import { at } from '../../../dev/zapier/values.ts';
import { telling } from './telling.ts';

/** What somebody would notice of a recipe that was played, and something whose loss it must notice. */
interface Row {
  /** Who got what, in the ledger of MsgFlash. */
  messages: [to: string, text: string | null][];
  /** What people read in Zap history, or in another app. */
  says: string[];
  /** What MsgFlash has in the end, where a recipe changes more than messages. */
  contacts?: Record<string, string[]>;
  /** A step that overlooks a field, or a server that is not as it should be. */
  broken: [step: string, forced: object] | ((environment: Environment) => void);
}

const { awa, luc, zoe, failing, stranger } = demo.numbers;
const lea = '+33639987707';
const SPRING = 'You see it first: our spring collection. Answer STOP, and we will not write again.';

const rows: Readonly<Record<string, Row>> = {
  'order-paid': {
    messages: [
      [awa, 'Thank you Awa! We have your order 1043 over 42 €.'],
      [awa, 'Thank you Awa! We have your order 1044 over 9 €.'],
    ],
    says: ['Already Sent true'],
    broken: ['creates.send_message', { send_once_per: '' }],
  },
  appointment: {
    messages: [[zoe, 'Hello Zoé, we expect you tomorrow. Answer this message if you cannot come.']],
    says: ['halted Send At (', 'has passed. Nothing was sent'],
    broken: ['creates.schedule_message', { if_past: 'send_now' }],
  },
  'inbound-ticket': {
    messages: [],
    says: [
      'Subject WhatsApp from Awa Doe',
      'nothing new, so the Zap does not run',
      'A delivery with a wrong signature was ignored',
    ],
    broken: ({ zapier }) => zapier.cache.misbehave('full'),
  },
  'facebook-lead': {
    messages: [[lea, 'Welcome to our shop! Answer STOP at any time and we will not write again.']],
    says: ['in Phone is not a phone number. Nothing was done.'],
    contacts: { 'Léa Fontaine': ['lead', 'facebook'] },
    broken: ['creates.send_template_message', { to: zoe }],
  },
  'hubspot-message': {
    messages: [[awa, 'Hello Awa, this is Camille. How can I help you?']],
    says: ['halted To is empty: it needs a phone number'],
    broken: ['creates.send_message', { to: awa }],
  },
  'lead-alert': {
    messages: [
      [stranger, '*New lead*: Léa Fontaine, 06 39 98 77 07\n_Do you deliver to Lyon?_'],
      [stranger, '*New lead*: Léa Fontaine, 06 39 98 77 07\n_Are you open on Sunday?_'],
    ],
    says: ['→ POST /messages/send taken, but no answer comes'],
    broken: ({ msgflash }) => msgflash.control.fault({ operation: 'GET /messages', kind: 'html_503', times: 'always' }),
  },
  'review-request': {
    messages: [[awa, 'Hello Awa, how do you like your order 1043? Tell others: https://example.com/review/1043']],
    says: ['Already Sent true'],
    broken: ['creates.schedule_message', { send_once_per: '' }],
  },
  'whatsapp-to-hubspot': {
    messages: [],
    says: ['Note WhatsApp to Main Store: Do you have it in blue?', 'only if: From of step 1 exists'],
    broken: ({ msgflash }) =>
      msgflash.control.fault({ operation: 'GET /messages/{id}', kind: 'html_503', times: 'always' }),
  },
  'ai-answer': {
    messages: [[luc, 'We are open until 6 pm today. Shall I keep something for you?']],
    says: ['User Message Are you still open?', 'nothing new, so the Zap does not run'],
    broken: ({ zapier }) => zapier.cache.misbehave('full'),
  },
  'failed-alert': {
    messages: [
      [failing, 'Your parcel is waiting for you.'],
      [failing, 'Your parcel is waiting for you.'],
    ],
    says: [`Not delivered to ${failing}: The recipient could not be reached`],
    broken: ({ msgflash }) =>
      msgflash.control.fault({ operation: 'GET /messages/{id}', kind: 'html_503', times: 'always' }),
  },
  'form-welcome': {
    messages: [[lea, 'Welcome to our shop! Answer STOP at any time and we will not write again.']],
    says: ['halted “06 39 98” in Phone is not a phone number of France'],
    contacts: { 'Léa Fontaine': ['lead'] },
    broken: ['creates.send_template_message', { send_once_per: '' }],
  },
  'cart-abandoned': {
    messages: [[zoe, 'We have kept it for you. Answer STOP, and we will not remind you again.']],
    says: ['errored This instance cannot send that kind of message: buttons need a WhatsApp Business number.'],
    broken: ['creates.send_message', { send_once_per: '' }],
  },
  'vip-campaign': {
    messages: [awa, luc, zoe].flatMap((to): Row['messages'] => [
      [to, SPRING],
      [to, 'Last days!'],
    ]),
    says: ['halted MsgFlash did not answer, and the campaign may have been created. Look under Campaigns'],
    contacts: { 'Zoé Lefèvre': ['vip'], 'Awa Doe': ['vip', 'lyon'] },
    broken: ['creates.update_contact', { tags: ['gold'] }],
  },
  'number-check': {
    messages: [[awa, 'Your parcel comes tomorrow, Awa.']],
    says: ['halted +33639989921 is not on WhatsApp. Nothing was sent.', 'twilio To +33639989921'],
    broken: ['creates.send_message', { checks: [] }],
  },
  'offline-alert': {
    messages: [[awa, 'Your order is ready.']],
    says: [
      'Text Main Store (+33639980001): Not connected, scan its QR code in MsgFlash.',
      'halted The instance is not connected, scan its QR code in MsgFlash.',
    ],
    broken: ['creates.send_message', { checks: [] }],
  },
  'quota-alert': {
    messages: [],
    says: [
      'Text The Free plan is running low. API Requests: 80 %',
      "errored This month's API requests are used up. See Usage in MsgFlash",
    ],
    broken: ({ msgflash }) => msgflash.control.setPlan({ account: demo.otherAccountId, plan: 'pro' }),
  },
  'opt-out': {
    messages: [[luc, 'You see it first: our spring collection.']],
    says: ['Tags lyon'],
    contacts: { 'Awa Doe': ['lyon'], 'Luc Bernard': ['vip'] },
    broken: ['creates.update_contact', { tags_mode: 'add' }],
  },
};

/** A recipe between a story step before it and one after it. */
function between(
  recipe: Story,
  before: (environment: Environment) => unknown,
  after: (environment: Environment) => unknown,
): Story {
  return {
    ...recipe,
    async play(step) {
      await step('Before', async ({ environment }) => void (await before(environment)));
      await recipe.play(step);
      await step('After', async ({ environment }) => void (await after(environment)));
    },
  };
}

/** The connector, with one step that takes certain fields for something else than was filled in. */
function overlooking(app: object, step: string, forced: object): object {
  const path = [...step.split('.'), 'operation', 'perform'];
  const perform = at(app, ...path);
  if (typeof perform !== 'function') throw new Error(`There is no step ${step}.`);
  return replaced(app, path, (z: unknown, bundle: object) =>
    perform(z, { ...bundle, inputData: { ...Object(at(bundle, 'inputData')), ...forced } }),
  );
}

function replaced(tree: object, [key = '', ...rest]: readonly string[], value: unknown): object {
  return { ...tree, [key]: rest.length === 0 ? value : replaced(Object(at(tree, key)), rest, value) };
}

/** Name → tags, asked of MsgFlash itself. */
async function contactsOf({ msgflash }: Environment): Promise<Record<string, unknown>> {
  const response = await fetch(`${msgflash.url}/api/v1/contacts`, { headers: { 'x-api-key': demo.key } });
  const contacts = at(await response.json(), 'data', 'contacts');
  if (!Array.isArray(contacts)) throw new Error('MsgFlash lists no contacts.');
  return Object.fromEntries(contacts.map((contact) => [at(contact, 'name'), at(contact, 'tags')]));
}

const inOrder = (messages: Row['messages']) => messages.map(String).sort();

describe.each(recipes.map((recipe) => [recipe.name, recipe] as const))('the recipe “%s”', (name, recipe) => {
  const row = rows[name];

  test('does what people build it for', async () => {
    if (!row) throw new Error(`Nothing is said here of what ${name} does.`);
    const { text, ...told } = telling();
    let messages: Row['messages'] = [];
    let contacts: Record<string, unknown> = {};
    const story = between(
      recipe,
      () => undefined,
      async (environment) => {
        messages = environment.ledger().map(({ to, text: body }) => [to, body]);
        contacts = row.contacts ? await contactsOf(environment) : {};
      },
    );
    const { exitCode, expectations } = await playStory(story, told);
    expect(expectations.filter(({ isMet }) => !isMet)).toEqual([]);
    expect(exitCode).toBe(0);
    expect(inOrder(messages)).toEqual(inOrder(row.messages));
    expect(contacts).toMatchObject(row.contacts ?? {});
    const oneLine = text().replace(/\s+/g, ' ');
    for (const sentence of row.says) expect(oneLine).toContain(sentence);
    for (const key of [demo.key, demo.otherKey]) expect(oneLine).not.toContain(key);
    expect(oneLine).not.toMatch(/[0-9a-f]{32}/);
  });

  test('fails when the connector, or the server, is not as it should be', async () => {
    if (!row) throw new Error(`Nothing is said here of how ${name} breaks.`);
    const { text, app, ...told } = telling();
    const { broken } = row;
    const story = between(recipe, typeof broken === 'function' ? broken : () => undefined, () => undefined);
    const connector = typeof broken === 'function' ? app : overlooking(app, ...broken);
    const { exitCode } = await playStory(story, { ...told, app: connector });
    expect(exitCode).toBe(1);
    expect(text()).toContain('Not as expected:');
    // What was expected was not found; the play itself did not break off.
    expect(text()).not.toContain('it ended with');
  });
});

test('nothing is said of a recipe that is not there', () => {
  expect(Object.keys(rows).sort()).toEqual(recipes.map(({ name }) => name).sort());
});
