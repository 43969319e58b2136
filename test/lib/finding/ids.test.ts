import { describe, expect, test } from '@jest/globals';
import { demo, demoSeed } from '../../../dev/msgflash/demo.ts';
import { mapped } from '../../../dev/zapier/index.ts';
import { hello, sharedEnvironment, startEnvironment } from '../../support/environment.ts';
import { ending, endOf } from '../../support/refused.ts';
import { pairs, values } from '../rows.ts';

const { contacts, groups, instances, numbers, templates } = demo;
const accountId = demo.accountId;
const SEND = 'POST /messages/send';
const nfd = (text: string) => text.normalize('NFD');
const none = (what: string, written: string, label: string) =>
  ending(
    'errored',
    `No ${what} in MsgFlash fits “${written}” in ${label}. Choose one from the list, or map the ID of Find ${label}. Nothing was done.`,
  );

describe('an instance', () => {
  const LABEL = 'not connected, scan its QR code in MsgFlash';
  test.each<[string, ...string[]]>([
    [
      ...([instances.mainStore, instances.mainStore.toUpperCase()] as const),
      ...values(`
        Main Store | MAIN STORE | +33 6 39 98 00 01 | 33639980001 | 0033639980001 | 06 39 98 00 01
        Main Store · +33 6 39 98 00 01 · connected | Main Store · +33 6 39 98 00 01 · ${LABEL}
        main store · +33 6 39 98 00 01`),
      ' main store ',
    ],
    [instances.support, ...values('Support | 06.39.98.00.02 | 33639980002@s.whatsapp.net | SUPPORT')],
    [
      ...([instances.events, nfd('Événements Lyon'), nfd('ÉVÉNEMENTS LYON')] as const),
      ...values(`Événements Lyon | événements lyon | Événements Lyon · +33 6 39 98 00 03 · ${LABEL}`),
    ],
  ])('%s, written as %s and otherwise', async (id, ...spellings) => {
    const { control, create, wire } = await startEnvironment();
    control.link({ instance: instances.events });
    for (const written of spellings) {
      const run = await create('send_message', { ...hello, instance_id: mapped(written) });
      expect({ written, ...run }).toMatchObject({ written, outcome: 'success', output: { instance_id: id } });
      expect(wire(SEND).at(-1)?.body).toMatchObject({ instanceId: id });
    }
  });

  test('without a number, by its label in the list', async () => {
    const { create, wire } = await sharedEnvironment();
    await create('create_campaign', {
      ...{ instance_id: mapped(`Pop-up Store · ${LABEL}`), name: 'April', starts_at: '2026-12-01 10:00' },
      ...{ recipients: 'all', type: 'text', text: 'Hello' },
    });
    expect(wire('POST /campaigns')[0]?.body).toMatchObject({ instanceId: instances.unlinked });
  });

  test('whose number has another spelling is found by either; a name that is another’s number is the name', async () => {
    const { create, control, zapier } = await startEnvironment();
    const send = (written: string) => create('send_message', { ...hello, instance_id: mapped(written) });
    const spellings = pairs(`
      +5531987654321 = 553187654321 | +525512345678 = 5215512345678 | +541123456789 = +54 9 11 2345 6789
      +2290197123456 = 22997123456`);
    for (const [waNumber, written] of spellings) {
      control.setInstance({ instance: 'Main Store', waNumber });
      zapier.cache.clear();
      const output = { instance_id: instances.mainStore };
      expect({ written, ...(await send(written)) }).toMatchObject({ written, outcome: 'success', output });
    }
    zapier.cache.clear();
    control.setInstance({ instance: 'Support', name: '+2290197123456' });
    expect(await send('+2290197123456')).toMatchObject({ output: { instance_id: instances.support } });
  });

  test('what is no instance is named, and nothing is sent', async () => {
    const { create, control, mark, requests } = await startEnvironment();
    const spellings = values(`
      Main | Main Store 2 | +33 6 39 98 00 0 | +33639980077 | +33639980001, +33639980002 | Bakery | Main Store · Lyon
      Main Store · +33 6 39 98 00 02 · connected | Store +33639980001`);
    for (const written of spellings) {
      mark();
      const run = await create('send_message', { ...hello, instance_id: mapped(written) });
      expect(endOf(run)).toEqual(none('instance', written, 'Instance'));
      expect(Object.keys(requests())).not.toContain(SEND);
    }
    expect(control.ledger()).toEqual([]);
  });
});

test('a template may be written by its name, its label or its id', async () => {
  const { control, create, wire } = await sharedEnvironment();
  const variables = { order: '1', date: 'today', link: 'x' };
  const send = { instance_id: instances.mainStore, to: numbers.awa, variables };
  const { orderShipped } = templates;
  const spellings = ['Order Shipped', ' order shipped ', 'ORDER SHIPPED', 'Order Shipped · text'];
  for (const written of [...spellings, orderShipped, orderShipped.toUpperCase()]) {
    const run = await create('send_template_message', { ...send, template_id: mapped(written) });
    expect({ written, ...run }).toMatchObject({ written, outcome: 'success', message: '' });
    expect(wire(SEND).at(-1)?.body).toMatchObject({ templateId: expect.stringMatching(/0003$/) });
  }
  const sent = control.ledger().length;
  for (const written of ['Order', 'Order Shipped 2', 'Order Shipped · image', 'Fresh Bread', '20000000']) {
    const run = await create('send_template_message', { ...send, template_id: mapped(written) });
    expect(endOf(run)).toEqual(none('template', written, 'Template'));
  }
  expect(control.ledger()).toHaveLength(sent);
});

describe('a group and its contacts', () => {
  const [GROUPS, CONTACTS, ADD] = ['GET /contacts/groups', 'GET /contacts', 'POST /contacts/groups/{groupId}/members'];

  test('the group by its name or its label', async () => {
    const { create, mark, requests, wire } = await sharedEnvironment();
    const add = (written: string) => {
      mark();
      return create('add_contact_to_group', { group_id: mapped(written), contact_ids: [contacts.zoe] });
    };
    const spellings: [string, ...string[]][] = [
      [groups.empty, 'Newsletter', ' NEWSLETTER '],
      [groups.vip, 'VIP', 'VIP · 2 contacts', 'VIP · 1 contact'],
      [groups.vipLyon, 'vip lyon', 'VIP Lyon'],
    ];
    for (const [id, ...names] of spellings) {
      for (const written of names) {
        expect({ written, ...(await add(written)) }).toMatchObject({ outcome: 'success', output: { group_id: id } });
        expect(wire(ADD)[0]).toMatchObject({ path: `/api/v1/contacts/groups/${id}/members` });
        expect(requests()).toEqual({ [GROUPS]: 1, [ADD]: 1 });
      }
    }
    for (const written of ['VI', 'VIP Paris', 'VIP·2 contacts', 'Newsletters', '40000000']) {
      expect(endOf(await add(written))).toEqual(none('group', written, 'Group'));
    }
  });

  test('the contact by number, name or label', async () => {
    const { create, mark, requests, wire } = await sharedEnvironment();
    const add = (written: string) => {
      mark();
      return create('add_contact_to_group', { group_id: groups.empty, contact_ids: [mapped(written)] });
    };
    const awa = values(`
      +33 6 39 98 10 01 | +33639981001 | 06 39 98 10 01 | 0639981001 | 0033 6 39 98 10 01 | 33639981001 | Awa Doe
      tel:+33639981001 | Tél. : 06 39 98 10 01 | Awa Doe · +33 6 39 98 10 01`);
    const zoe = ['Zoé Lefèvre', 'ZOÉ LEFÈVRE', nfd('Zoé Lefèvre')];
    for (const written of [...awa, ' AWA doe ', ...zoe]) {
      expect({ written, ...(await add(written)) }).toMatchObject({ outcome: 'success', output: { requested: 1 } });
      expect(wire(ADD)[0]?.body).toEqual({ contactIds: [zoe.includes(written) ? contacts.zoe : contacts.awa] });
      expect(requests()).toEqual({ [CONTACTS]: 1, [ADD]: 1 });
    }
    for (const written of ['Awa', 'Awa Doe 2', '+33639981099', '06 39 98 10 99', 'Paul Roux', '30000000']) {
      const run = await add(written);
      expect(run).toMatchObject({ outcome: expect.stringMatching(/errored|halted/) });
      expect(run.message).toMatch(/“.*” in Contact.*. Nothing was done\.$/);
      expect([...run.message].length).toBeLessThanOrEqual(250);
      expect(wire(ADD)).toEqual([]);
    }
  });

  test('the contact in any spelling of its number', async () => {
    const spellings = pairs(`
      +5531987654321 = +553187654321 | +553187654322 = +55 31 98765-4322 | +525512345678 = +52 1 55 1234 5678
      +541123456789 = +5491123456789 | +2290197123456 = +229 97 12 34 56`);
    const idOf = (index: number) => `30000000-0000-4000-8000-00000000010${index}`;
    const people = spellings.map(([phone], index) => ({ id: idOf(index), accountId, name: `Awa ${index}`, phone }));
    const data = { ...demoSeed, contacts: people, groups: [{ id: groups.empty, accountId, name: 'N' }] };
    const { create, wire } = await startEnvironment({ msgflash: { data } });
    for (const [index, [, written]] of spellings.entries()) {
      await create('add_contact_to_group', { group_id: groups.empty, contact_ids: [mapped(written)] });
      expect(wire(ADD).at(-1)?.body).toEqual({ contactIds: [idOf(index)] });
    }
    expect(wire(ADD)).toHaveLength(spellings.length);
  });
});

describe('a name that several have', () => {
  const { instances: ours = [], templates: texts = [], groups: lists = [], contacts: people = [] } = demoSeed;
  const another = (kind: number) => ({ id: `${kind}0000000-0000-4000-8000-0000000000aa`, accountId });
  const twins = {
    ...demoSeed,
    instances: ours.map((item) => ({ ...item, name: item.name === 'Support' ? 'main STORE' : item.name })),
    templates: [...texts, { ...another(2), name: 'welcome', body: 'Welcome back!' }],
    groups: [...lists, { ...another(4), name: 'vip' }],
    contacts: [...people, { ...another(3), name: 'awa doe', phone: '+33639981088' }],
  };
  const add = (group_id: unknown, contact: unknown) => ({ group_id, contact_ids: [contact] });
  const welcome = { instance_id: instances.mainStore, to: numbers.awa, template_id: mapped('Welcome') };

  test('is refused, and nothing is done', async () => {
    const { create, wire } = await startEnvironment({ msgflash: { data: twins } });
    const rows: [string, object, written: string, label: string][] = [
      ['send_message', { ...hello, instance_id: 'Main Store' }, 'Main Store', 'Instance'],
      ['send_template_message', welcome, 'Welcome', 'Template'],
      ['add_contact_to_group', add(mapped('VIP'), contacts.zoe), 'VIP', 'Group'],
      ['add_contact_to_group', add(groups.vip, mapped('Awa Doe')), 'Awa Doe', 'Contact'],
      ['update_contact', { contact_id: mapped('AWA DOE'), name: 'Awa' }, 'AWA DOE', 'Contact'],
    ];
    for (const [step, input, written, label] of rows) {
      const what = `“${written}” in ${label} fits 2 ${label.toLowerCase()}s`;
      const sentence = `${what}. Choose one from the list, or map the ID of Find ${label}. Nothing was done.`;
      expect(endOf(await create(step, { ...input }))).toEqual(ending('errored', sentence));
    }
    expect(wire().filter(({ method }) => method !== 'GET')).toEqual([]);
  });
});
