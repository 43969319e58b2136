import { instanceRows, messageRows } from '../../triggers/events.ts';

/**
 * What may cost API requests, in the words of the tables. Every request is one of the 500 a month that the Free plan has,
 * and nobody can see afterwards where they went.
 */
export const OPERATIONS = {
  run: 'Each run',
  naming: 'The first run of a day, which also reads the names of the instances',
  checked: 'A run with both checks',
  held: 'A run that is held back, because its message went out before',
  lost: 'A run that gets no answer, with the look for its message, at most',
  merging: 'A run that adds to what is there, or takes from it: it is read first',
  searching: 'A run whose search goes from page to page, at most',
  found: 'A run that finds it',
  created: 'A run that creates it',
  fields: 'In the editor: showing the fields of the chosen template',
  fieldsAgain: 'In the editor: showing them again within a minute',
  on: 'Turning on the Zap',
  off: 'Turning off the Zap',
  full: 'An event that comes with its details',
  thin: 'An event that comes without its details',
  loaded: 'The same, where Include Message Details is chosen',
  failed: 'An event of a failure that comes without its reason',
  unnamed: 'An event that does not say its instance, where the trigger is for one of them',
  repeated: 'An event that comes a second time',
  samples: 'In the editor: finding test records',
  page: 'In the editor: each page of the list',
  pageAgain: 'In the editor: opening the list again within a minute',
  personal: 'Connecting with a personal key',
  team: 'Connecting with a team key',
  file: 'Using the file of a message in a later step',
} as const;

export type Operation = keyof typeof OPERATIONS;

/** Requests by operation. */
export type Costs = Readonly<Partial<Record<Operation, number>>>;

const SEND = { run: 1, naming: 2, checked: 3, held: 0, lost: 6 } as const satisfies Costs;
const TEMPLATE = { fields: 1, fieldsAgain: 0 } as const satisfies Costs;
const CAMPAIGN = { run: 1, naming: 2 } as const satisfies Costs;
const HOOK = { on: 1, off: 1, full: 0, repeated: 0, samples: 1 } as const satisfies Costs;
const STATUS = { ...HOOK, thin: 0, loaded: 1, unnamed: 1 } as const satisfies Costs;

/** Triggers that read more than the other message triggers. */
const READING: Readonly<Record<string, Costs>> = {
  message_received: { ...HOOK, thin: 1 },
  // Why it failed is what this trigger is for: that is read whether or not anybody asks.
  message_failed: { ...HOOK, failed: 1 },
  message_status_updated: { ...STATUS, failed: 1 },
};
const messages = messageRows.map(({ key }): [string, Costs] => [`triggers.${key}`, READING[key] ?? STATUS]);
const instances = instanceRows.map(({ key }): [string, Costs] => [`triggers.${key}`, { ...HOOK, thin: 1 }]);

/** The most that each operation may cost. By the names of steps, and of what belongs to no step. */
export const BUDGET: Readonly<Record<string, Costs>> = {
  authentication: { personal: 2, team: 1 },
  ...Object.fromEntries([...messages, ...instances]),
  'triggers.instance_list': { page: 1, pageAgain: 0 },
  'triggers.template_list': { page: 1 },
  'triggers.contact_list': { page: 1 },
  'triggers.group_list': { page: 1 },
  'triggers.message_list': { page: 1 },
  // The API has none: the connector remembers what it created.
  'triggers.campaign_list': { page: 0 },
  'creates.send_message': SEND,
  'creates.send_template_message': { ...SEND, ...TEMPLATE },
  'creates.schedule_message': SEND,
  'creates.schedule_template_message': { ...SEND, ...TEMPLATE },
  'creates.create_campaign': CAMPAIGN,
  'creates.create_template_campaign': { ...CAMPAIGN, ...TEMPLATE },
  'creates.pause_campaign': { run: 1 },
  'creates.resume_campaign': { run: 1 },
  'creates.create_contact': { run: 1 },
  'creates.update_contact': { run: 1, merging: 2 },
  'creates.create_group': { run: 1 },
  'creates.add_contact_to_group': { run: 1 },
  'creates.remove_contact_from_group': { run: 1 },
  'searches.find_contact': { run: 1, searching: 5 },
  'searches.find_group': { run: 1, searching: 5 },
  'searches.find_instance': { run: 3 },
  'searches.find_template': { run: 1, searching: 50 },
  'searches.find_message': { run: 1 },
  'searches.find_campaign': { run: 2 },
  'searches.find_whatsapp_number': { run: 1 },
  'searches.find_usage': { run: 1 },
  'searchOrCreates.find_contact': { found: 1, created: 2 },
  'searchOrCreates.find_group': { found: 1, created: 2 },
  'hydrators.messageMedia': { file: 2 },
};
