import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { bigSeed, demo } from '../../../dev/msgflash/demo.ts';
import type { Seed } from '../../../dev/msgflash/records.ts';
import type { Connection, StepName } from '../../../dev/zapier/index.ts';
import { startWorld, type World } from '../../support/world.ts';

const REFUSED_KEY =
  'MsgFlash did not accept the API key. Copy a personal key (msgf_live_…) again from MsgFlash under API Keys, or a team key (msgf_team_…) together with its Team ID, and reconnect.';
const FORGOTTEN = 'This list was open too long. Close it and open it again.';

const { instances, templates, groups, contacts, numbers } = demo;

/** A list, the field of a step that opens it, and the one operation that feeds it. */
interface List {
  list: string;
  step: StepName;
  field: string;
  operation: string;
}
const instanceList: List = {
  list: 'instance_list',
  step: 'creates.send_message',
  field: 'instance_id',
  operation: 'GET /instances',
};
const templateList: List = {
  list: 'template_list',
  step: 'creates.send_template_message',
  field: 'template_id',
  operation: 'GET /templates',
};
const groupList: List = {
  list: 'group_list',
  step: 'creates.add_contact_to_group',
  field: 'group_id',
  operation: 'GET /contacts/groups',
};
const contactList: List = {
  list: 'contact_list',
  step: 'creates.update_contact',
  field: 'contact_id',
  operation: 'GET /contacts',
};
const messageList: List = {
  list: 'message_list',
  step: 'searches.find_message',
  field: 'message_id',
  operation: 'GET /messages',
};
const fedLists = [instanceList, templateList, groupList, contactList, messageList];

const show = (world: World, { step, field }: List, page = 0, connection: Connection = world.connection) =>
  world.zapier.dropdown(connection, step, field, { page });

/** The machine's clock, which the list of instances goes by. */
function machineMovesOn(ms: number): void {
  const now = Date.now() + ms;
  jest.spyOn(Date, 'now').mockImplementation(() => now);
}
afterEach(() => {
  jest.restoreAllMocks();
});

describe('what a list shows', () => {
  test.each([
    [
      instanceList,
      [
        [instances.mainStore, 'Main Store · +33 6 39 98 00 01 · connected'],
        [instances.support, 'Support · +33 6 39 98 00 02 · connected'],
        [instances.events, 'Événements Lyon · +33 6 39 98 00 03 · not connected, scan its QR code in MsgFlash'],
        [instances.unlinked, 'Pop-up Store · not connected, scan its QR code in MsgFlash'],
      ],
    ],
    [
      templateList,
      [
        [templates.everything, 'Loyalty Card · text'],
        [templates.poster, 'Event Poster · image'],
        [templates.oddNames, 'Facture (noms particuliers) · text'],
        [templates.appointment, 'Appointment Reminder · text'],
        [templates.orderShipped, 'Order Shipped · text'],
        [templates.hello, 'Hello by Name · text'],
        [templates.welcome, 'Welcome · text'],
      ],
    ],
    [
      groupList,
      [
        [groups.empty, 'Newsletter · 0 contacts'],
        [groups.vipLyon, 'VIP Lyon · 1 contact'],
        [groups.vip, 'VIP · 2 contacts'],
      ],
    ],
    [
      contactList,
      [
        [contacts.zoe, 'Zoé Lefèvre · +33 6 39 98 10 03'],
        [contacts.luc, 'Luc Bernard · +33 6 39 98 10 02'],
        [contacts.awa, 'Awa Doe · +33 6 39 98 10 01'],
      ],
    ],
    [
      messageList,
      [
        [expect.any(String), 'To +33 6 39 98 99 21 · Your parcel has arrived. · failed · 2026-11-20 09:00'],
        [expect.any(String), 'To +33 6 39 98 10 03 · Your appointment is tomorrow at 10. · sent · 2026-11-20 08:30'],
        [
          expect.any(String),
          'To +33 6 39 98 10 02 · We have answered your question by e-mai… · delivered · 2026-11-20 08:00',
        ],
        [expect.any(String), 'From +33 6 39 98 10 01 · Thank you, I will come at five. · received · 2026-11-20 07:10'],
        [expect.any(String), 'To +33 6 39 98 10 01 · Your order 1042 is ready. · read · 2026-11-20 07:00'],
      ],
    ],
  ])('$list', async (list, choices) => {
    const world = await startWorld();
    const page = await show(world, list);
    expect(page).toMatchObject({ outcome: 'success', message: '' });
    expect(page.choices.map(({ value, label }) => [value, label])).toEqual(choices);
    expect(world.requests()).toEqual({ [list.operation]: 1 });
  });

  test('an instance that cannot send says what to do, and stands behind those that can', async () => {
    const world = await startWorld();
    world.control.setInstance({ instance: 'Main Store', status: 'suspended' });
    world.control.setInstance({ instance: 'Support', status: 'connecting' });
    world.control.setInstance({ instance: 'Pop-up Store', status: 'connected', waNumber: '+33639980004' });
    expect((await show(world, instanceList)).choices.map(({ label }) => label)).toEqual([
      'Pop-up Store · +33 6 39 98 00 04 · connected',
      'Main Store · +33 6 39 98 00 01 · suspended, write to support@msgflash.com',
      'Support · +33 6 39 98 00 02 · connecting, finish linking it in MsgFlash',
      'Événements Lyon · +33 6 39 98 00 03 · not connected, scan its QR code in MsgFlash',
    ]);
  });

  test('a team sees its own instances', async () => {
    const world = await startWorld({ authData: { api_key: demo.teamKey, team_id: demo.teamId } });
    expect((await show(world, instanceList)).choices.map(({ value }) => value)).toEqual([
      instances.mainStore,
      instances.support,
    ]);
    expect(world.wire()[0]?.headers['x-team-id']).toBe(demo.teamId);
  });

  test.each(fedLists)('$list of an account that has nothing is empty', async (list) => {
    const data: Seed = { accounts: bigSeed({}).accounts };
    const world = await startWorld({ msgflash: { data } });
    expect(await show(world, list)).toMatchObject({ outcome: 'success', choices: [] });
  });
});

describe('every generation of the API shows the same', () => {
  test.each(fedLists)('$list', async (list) => {
    const world = await startWorld();
    const usual = (await show(world, list)).choices;
    expect(usual.length).toBeGreaterThan(2);
    // Groups of old come without paging, and contacts, templates and messages as plain arrays.
    for (const generation of [
      { lists: 'old' },
      { lists: 'arrays' },
      { lists: 'new', waNumber: 'plain' },
      { lists: 'new', objects: 'partial', templates: 'without_body' },
    ] as const) {
      world.zapier.cache.clear();
      world.control.setGeneration(generation);
      expect([generation, (await show(world, list)).choices]).toEqual([generation, usual]);
    }
    for (const kind of ['nested_envelope', 'extra_fields'] as const) {
      world.zapier.cache.clear();
      world.control.fault({ operation: list.operation, kind });
      expect([kind, (await show(world, list)).choices]).toEqual([kind, usual]);
    }
  });

  test.each([contactList, messageList, groupList])('$list without paging is one page', async (list) => {
    const world = await startWorld();
    world.control.setGeneration({ lists: 'arrays' });
    await show(world, list);
    world.mark();
    expect(await show(world, list, 1)).toMatchObject({ outcome: 'success', choices: [] });
    expect(world.requests()).toEqual({});
  });
});

describe('instances', () => {
  test('are asked for once a minute, whichever step opens the list', async () => {
    const world = await startWorld();
    const first = await show(world, instanceList);
    expect(world.requests()).toEqual({ 'GET /instances': 1 });
    world.mark();
    world.control.setInstance({ instance: 'Main Store', status: 'disconnected' });
    machineMovesOn(59_000);
    for (const step of ['creates.schedule_message', 'triggers.message_received', 'creates.create_campaign'] as const) {
      expect((await show(world, { ...instanceList, step })).choices).toEqual(first.choices);
    }
    expect(world.requests()).toEqual({});
    machineMovesOn(1_001);
    expect((await show(world, instanceList)).choices[0]?.label).toBe('Support · +33 6 39 98 00 02 · connected');
    expect(world.requests()).toEqual({ 'GET /instances': 1 });
  });

  test('of one connection are not shown to another', async () => {
    const world = await startWorld();
    await show(world, instanceList);
    const other = await world.connect({ api_key: demo.otherKey });
    world.mark();
    expect((await show(world, instanceList, 0, other)).choices).toEqual([
      { value: instances.other, label: 'Bakery · +33 6 39 98 00 09 · connected' },
    ]);
    expect(world.requests()).toEqual({ 'GET /instances': 1 });
  });

  test('stand on one page', async () => {
    const world = await startWorld();
    expect(await show(world, instanceList, 1)).toMatchObject({ outcome: 'success', choices: [] });
    expect(world.requests()).toEqual({});
  });

  test.each(['gone', 'full'] as const)('are shown without a cache (%s), each time by a request', async (how) => {
    const world = await startWorld();
    world.zapier.cache.misbehave(how);
    for (let n = 0; n < 2; n++) expect((await show(world, instanceList)).choices).toHaveLength(4);
    expect(world.requests()).toEqual({ 'GET /instances': 2 });
  });
});

describe('long lists', () => {
  const TOTAL = 250;
  const messages = Array.from({ length: TOTAL }, (_, index): NonNullable<Seed['messages']>[number] => ({
    instanceId: instances.mainStore,
    direction: 'inbound',
    peer: numbers.awa,
    body: `Message ${index}`,
    status: 'received',
    minutesAgo: TOTAL - index,
  }));
  const data = { ...bigSeed({ contacts: TOTAL - 3, groups: TOTAL - 3, templates: TOTAL - 7 }), messages };
  const lists = [
    { ...contactList, pageSize: 100 },
    { ...groupList, pageSize: 100 },
    { ...messageList, pageSize: 50 },
    { ...templateList, pageSize: 100 },
  ];

  test.each(lists)('$list: one request for each page, every entry once, newest first', async (list) => {
    const world = await startWorld({ msgflash: { data } });
    const sizes: number[] = [];
    const found: string[] = [];
    for (let page = 0; found.length < TOTAL; page++) {
      world.mark();
      const { choices, message } = await show(world, list, page);
      expect(message).toBe('');
      expect(world.requests()).toEqual({ [list.operation]: 1 });
      sizes.push(choices.length);
      found.push(...choices.map(({ value }) => value));
    }
    const full = Math.floor(TOTAL / list.pageSize);
    const rest = TOTAL % list.pageSize;
    expect(sizes).toEqual([...Array(full).fill(list.pageSize), ...(rest > 0 ? [rest] : [])]);
    expect(new Set(found).size).toBe(TOTAL);

    world.mark();
    expect(await show(world, list, sizes.length)).toMatchObject({ outcome: 'success', choices: [] });
    // The end of a cursor list is known; a list with page numbers has to ask.
    expect(world.requests()).toEqual(list === lists[3] ? { [list.operation]: 1 } : {});
  });

  test.each(lists.slice(0, 3))('$list: a way that was forgotten says so', async (list) => {
    const world = await startWorld({ msgflash: { data } });
    expect(await show(world, list, 2)).toMatchObject({ outcome: 'errored', message: FORGOTTEN, choices: [] });
    await show(world, list);
    expect(await show(world, list, 2)).toMatchObject({ outcome: 'errored', message: FORGOTTEN });
    await show(world, list, 1);
    // Opened anew, a list may have other pages.
    await show(world, list);
    expect(await show(world, list, 2)).toMatchObject({ outcome: 'errored', message: FORGOTTEN });
    await show(world, list, 1);
    await world.clock.advance(60 * 60 * 1000);
    expect(await show(world, list, 2)).toMatchObject({ outcome: 'errored', message: FORGOTTEN });
    world.mark();
    expect(await show(world, list, 2)).toMatchObject({ outcome: 'errored', message: FORGOTTEN });
    expect(world.requests()).toEqual({});
    const again = await show(world, list);
    expect(again.choices).toHaveLength(list.pageSize);
    expect((await show(world, list, 1)).choices).toHaveLength(list.pageSize);
  });

  test('two fields that show the same list keep their places apart', async () => {
    const world = await startWorld({ msgflash: { data } });
    const other: List = { ...contactList, step: 'creates.add_contact_to_group', field: 'contact_ids' };
    const first = await show(world, contactList);
    await show(world, contactList, 1);
    await show(world, other);
    const third = await show(world, contactList, 2);
    expect(third.choices).toHaveLength(50);
    expect(first.choices.map(({ value }) => value)).not.toContain(third.choices[0]?.value);
  });
});

describe('a list that cannot be read says why', () => {
  const faults = [
    [{ kind: 'error', status: 401, code: 'UNAUTHORIZED' }, 'reconnect', REFUSED_KEY],
    [
      { kind: 'error', status: 500 },
      'errored',
      'MsgFlash answered with an error: it has a temporary problem. Try again in a minute.',
    ],
    [{ kind: 'html_503' }, 'errored', 'MsgFlash answered with an error. Try again in a minute.'],
    [{ kind: 'reset_mid_answer' }, 'errored', 'MsgFlash did not answer. Try again in a minute.'],
    [{ kind: 'html_200' }, 'errored', 'MsgFlash gave an answer that could not be read. Try again in a few minutes.'],
    [{ kind: 'wrong_types' }, 'errored', 'MsgFlash gave an answer that could not be read. Try again in a few minutes.'],
    [
      { kind: 'redirect_other_origin' },
      'errored',
      'MsgFlash gave an answer that could not be read. Try again in a few minutes.',
    ],
  ] as const;

  test.each(fedLists.flatMap((list) => faults.map((fault) => [list, ...fault] as const)))(
    '$list: %j',
    async (list, fault, outcome, message) => {
      const world = await startWorld();
      world.control.fault({ operation: list.operation, ...fault });
      expect(await show(world, list)).toMatchObject({ outcome, message, choices: [] });
      expect(world.requests()).toEqual({ [list.operation]: 1 });
      expect(world.control.elsewhere()).toEqual([]);
    },
  );
});

describe('campaigns', () => {
  const campaignList: List = {
    list: 'campaign_list',
    step: 'creates.pause_campaign',
    field: 'campaign_id',
    operation: 'none: the API has no list of campaigns',
  };

  test('are those that this connection created, newest first, without a request', async () => {
    const world = await startWorld();
    expect(await show(world, campaignList)).toMatchObject({ outcome: 'success', choices: [] });
    const created = [];
    for (const name of ['Spring', 'Summer']) {
      const run = await world.zapier.run(world.connection, 'creates.create_campaign', {
        instance_id: instances.mainStore,
        name,
        starts_at: new Date(Date.now() + 7 * 86_400_000).toISOString(),
        recipients: 'all',
        type: 'text',
        text: 'Hello',
      });
      expect([run.outcome, run.message]).toEqual(['success', '']);
      created.push({ value: Object(run.output).id, label: name });
    }
    world.mark();
    expect((await show(world, campaignList)).choices).toEqual(created.reverse());
    expect((await show(world, campaignList, 1)).choices).toEqual([]);
    const other = await world.connect({ api_key: demo.otherKey });
    world.mark();
    expect((await show(world, campaignList, 0, other)).choices).toEqual([]);
    world.zapier.cache.misbehave('gone');
    expect(await show(world, campaignList)).toMatchObject({ outcome: 'success', choices: [] });
    expect(world.requests()).toEqual({});
  });
});
