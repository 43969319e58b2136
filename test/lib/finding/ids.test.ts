import { describe, expect, test } from '@jest/globals';
import { demo, demoSeed } from '../../../dev/msgflash/demo.ts';
import { mapped } from '../../../dev/zapier/index.ts';
import { ending, endOf } from '../../support/refused.ts';
import { hello, startFrozen } from '../sending/frozen.ts';

const { contacts, groups, instances, numbers, templates } = demo;
const accountId = demo.accountId;

describe('an instance', () => {
  test.each([
    ['Main Store', instances.mainStore],
    [' main store ', instances.mainStore],
    ['MAIN STORE', instances.mainStore],
    ['+33 6 39 98 00 01', instances.mainStore],
    ['33639980001', instances.mainStore],
    ['0033639980001', instances.mainStore],
    ['06 39 98 00 01', instances.mainStore],
    ['06.39.98.00.02', instances.support],
    ['33639980002@s.whatsapp.net', instances.support],
    ['Main Store · +33 6 39 98 00 01 · connected', instances.mainStore],
    ['Main Store · +33 6 39 98 00 01 · not connected, scan its QR code in MsgFlash', instances.mainStore],
    ['main store · +33 6 39 98 00 01', instances.mainStore],
    ['SUPPORT', instances.support],
    [instances.mainStore.toUpperCase(), instances.mainStore],
  ])('written as %j', async (written, id) => {
    const { create, control } = await startFrozen();
    const run = await create('send_message', { ...hello, instance_id: mapped(written) });
    expect(run).toMatchObject({ outcome: 'success', output: { instance_id: id } });
    expect(control.ledger()).toHaveLength(1);
  });

  test.each([
    'Événements Lyon',
    'événements lyon',
    'Événements Lyon'.normalize('NFD'),
    'ÉVÉNEMENTS LYON'.normalize('NFD'),
    'Événements Lyon · +33 6 39 98 00 03 · not connected, scan its QR code in MsgFlash',
  ])('written as %j, with accents', async (written) => {
    const { create, control, wire } = await startFrozen();
    control.link({ instance: instances.events });
    await create('send_message', { ...hello, instance_id: mapped(written) });
    expect(wire('POST /messages/send')[0]?.body).toMatchObject({ instanceId: instances.events });
  });

  test('without a number, by its label in the list', async () => {
    const { create, wire } = await startFrozen();
    const written = 'Pop-up Store · not connected, scan its QR code in MsgFlash';
    await create('create_campaign', {
      ...{ instance_id: mapped(written), name: 'April', starts_at: '2026-12-01 10:00', recipients: 'all' },
      ...{ type: 'text', text: 'Hello' },
    });
    expect(wire('POST /campaigns')[0]?.body).toMatchObject({ instanceId: instances.unlinked });
  });

  test.each([
    ['+5531987654321', '553187654321'],
    ['+525512345678', '5215512345678'],
    ['+541123456789', '+54 9 11 2345 6789'],
    ['+2290197123456', '22997123456'],
  ])('whose number %s has another spelling, %s', async (waNumber, written) => {
    const { create, control } = await startFrozen();
    control.setInstance({ instance: 'Main Store', waNumber });
    const run = await create('send_message', { ...hello, instance_id: mapped(written) });
    expect(run).toMatchObject({ outcome: 'success', output: { instance_id: instances.mainStore } });
  });

  test.each([
    'Main',
    'Main Store 2',
    '+33 6 39 98 00 0',
    '+33639980077',
    '+33639980001, +33639980002',
    'Bakery',
    'Main Store · +33 6 39 98 00 02 · connected',
    'Main Store · Lyon',
    'Store +33639980001',
  ])('%j is none, and nothing is sent', async (written) => {
    const { create, control, requests } = await startFrozen();
    const run = await create('send_message', { ...hello, instance_id: mapped(written) });
    expect(endOf(run)).toEqual(
      ending(
        'errored',
        `No instance in MsgFlash fits “${written}” in Instance. Choose one from the list, or map the ID of Find Instance. Nothing was done.`,
      ),
    );
    expect(requests()).toEqual({ 'GET /instances': 1 });
    expect(control.ledger()).toEqual([]);
  });

  test('a name that is another’s number is the name', async () => {
    const { create, control } = await startFrozen();
    control.setInstance({ instance: 'Support', name: '+33639980001' });
    const run = await create('send_message', { ...hello, instance_id: '+33639980001' });
    expect(run).toMatchObject({ outcome: 'success', output: { instance_id: instances.support } });
  });
});

describe('a template', () => {
  const send = {
    instance_id: instances.mainStore,
    to: numbers.awa,
    variables: { order: '1', date: 'today', link: 'x' },
  };

  test.each([
    'Order Shipped',
    ' order shipped ',
    'ORDER SHIPPED',
    'Order Shipped · text',
    templates.orderShipped,
    templates.orderShipped.toUpperCase(),
  ])('written as %j', async (written) => {
    const { create, wire } = await startFrozen();
    const run = await create('send_template_message', { ...send, template_id: mapped(written) });
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(wire('POST /messages/send')[0]?.body).toMatchObject({ templateId: expect.stringMatching(/0003$/) });
  });

  test.each(['Order', 'Order Shipped 2', 'Order Shipped · image', 'Fresh Bread', '20000000'])(
    '%j is none, and nothing is sent',
    async (written) => {
      const { create, control } = await startFrozen();
      const run = await create('send_template_message', { ...send, template_id: mapped(written) });
      expect(endOf(run)).toEqual(
        ending(
          'errored',
          `No template in MsgFlash fits “${written}” in Template. Choose one from the list, or map the ID of Find Template. Nothing was done.`,
        ),
      );
      expect(control.ledger()).toEqual([]);
    },
  );
});

describe('a group and its contacts', () => {
  const [GROUPS, CONTACTS, ADD] = ['GET /contacts/groups', 'GET /contacts', 'POST /contacts/groups/{groupId}/members'];

  test.each([
    ['Newsletter', groups.empty],
    [' NEWSLETTER ', groups.empty],
    ['VIP', groups.vip],
    ['vip lyon', groups.vipLyon],
    ['VIP Lyon', groups.vipLyon],
    ['VIP · 2 contacts', groups.vip],
    ['VIP · 1 contact', groups.vip],
  ])('the group written as %j', async (written, id) => {
    const { create, requests, wire } = await startFrozen();
    const run = await create('add_contact_to_group', { group_id: mapped(written), contact_ids: [contacts.zoe] });
    expect(run).toMatchObject({ outcome: 'success', output: { group_id: id } });
    expect(wire(ADD)[0]).toMatchObject({ path: `/api/v1/contacts/groups/${id}/members` });
    expect(requests()).toEqual({ [GROUPS]: 1, [ADD]: 1 });
  });

  test.each(['VI', 'VIP Paris', 'VIP·2 contacts', 'Newsletters', '40000000'])('%j is no group', async (written) => {
    const { create } = await startFrozen();
    const run = await create('add_contact_to_group', { group_id: mapped(written), contact_ids: [contacts.zoe] });
    expect(endOf(run)).toEqual(
      ending(
        'errored',
        `No group in MsgFlash fits “${written}” in Group. Choose one from the list, or map the ID of Find Group. Nothing was done.`,
      ),
    );
  });

  test.each([
    '+33 6 39 98 10 01',
    '+33639981001',
    '06 39 98 10 01',
    '0639981001',
    '0033 6 39 98 10 01',
    '33639981001',
    'tel:+33639981001',
    'Tél. : 06 39 98 10 01',
    'Awa Doe',
    ' AWA doe ',
    'Awa Doe · +33 6 39 98 10 01',
  ])('the contact written as %j', async (written) => {
    const { create, requests, wire } = await startFrozen();
    const run = await create('add_contact_to_group', { group_id: groups.empty, contact_ids: [mapped(written)] });
    expect(run).toMatchObject({ outcome: 'success', output: { requested: 1, added: 1 } });
    expect(wire(ADD)[0]?.body).toEqual({ contactIds: [contacts.awa] });
    expect(requests()).toEqual({ [CONTACTS]: 1, [ADD]: 1 });
  });

  test.each(['Zoé Lefèvre', 'ZOÉ LEFÈVRE', 'Zoé Lefèvre'.normalize('NFD')])(
    'the contact written as %j, with accents',
    async (written) => {
      const { create, wire } = await startFrozen();
      await create('add_contact_to_group', { group_id: groups.empty, contact_ids: [mapped(written)] });
      expect(wire(ADD)[0]?.body).toEqual({ contactIds: [contacts.zoe] });
    },
  );

  test.each([
    ['+5531987654321', '553187654321'],
    ['+553187654321', '+55 31 98765-4321'],
    ['+525512345678', '+52 1 55 1234 5678'],
    ['+541123456789', '+5491123456789'],
    ['+2290197123456', '+229 97 12 34 56'],
  ])('the contact with the number %s, written %s', async (phone, written) => {
    const data = { ...demoSeed, contacts: [{ id: contacts.awa, accountId, name: 'Awa', phone }] };
    const world = await startFrozen({
      msgflash: { data: { ...data, groups: [{ id: groups.empty, accountId, name: 'N' }] } },
    });
    const plus = written.startsWith('+') ? written : `+${written}`;
    await world.create('add_contact_to_group', { group_id: groups.empty, contact_ids: [mapped(plus)] });
    expect(world.wire(ADD)[0]?.body).toEqual({ contactIds: [contacts.awa] });
  });

  test.each(['Awa', 'Awa Doe 2', '+33639981099', '06 39 98 10 99', 'Paul Roux', '30000000'])(
    '%j is no contact, and the group stays as it is',
    async (written) => {
      const { create, wire } = await startFrozen();
      const run = await create('add_contact_to_group', { group_id: groups.empty, contact_ids: [mapped(written)] });
      expect(run).toMatchObject({ outcome: expect.stringMatching(/errored|halted/) });
      expect(run.message).toMatch(/“.*” in Contact.*. Nothing was done\.$/);
      expect([...run.message].length).toBeLessThanOrEqual(250);
      expect(wire(ADD)).toEqual([]);
    },
  );
});

describe('a name that several have', () => {
  const twins = {
    ...demoSeed,
    instances: (demoSeed.instances ?? []).map((item) => ({
      ...item,
      name: item.name === 'Support' ? 'main STORE' : item.name,
    })),
    templates: [
      ...(demoSeed.templates ?? []),
      { id: '20000000-0000-4000-8000-0000000000aa', accountId, name: 'welcome', body: 'Welcome back!' },
    ],
    groups: [...(demoSeed.groups ?? []), { id: '40000000-0000-4000-8000-0000000000aa', accountId, name: 'vip' }],
    contacts: [
      ...(demoSeed.contacts ?? []),
      { id: '30000000-0000-4000-8000-0000000000aa', accountId, name: 'awa doe', phone: '+33639981088' },
    ],
  };
  const template = { instance_id: instances.mainStore, to: numbers.awa };

  test.each([
    [
      'send_message',
      { ...hello, instance_id: 'Main Store' },
      '“Main Store” in Instance fits 2 instances',
      'Find Instance',
    ],
    [
      'send_template_message',
      { ...template, template_id: mapped('Welcome') },
      '“Welcome” in Template fits 2 templates',
      'Find Template',
    ],
    [
      'add_contact_to_group',
      { group_id: mapped('VIP'), contact_ids: [contacts.zoe] },
      '“VIP” in Group fits 2 groups',
      'Find Group',
    ],
    [
      'add_contact_to_group',
      { group_id: groups.vip, contact_ids: [mapped('Awa Doe')] },
      '“Awa Doe” in Contact fits 2 contacts',
      'Find Contact',
    ],
    [
      'update_contact',
      { contact_id: mapped('AWA DOE'), name: 'Awa' },
      '“AWA DOE” in Contact fits 2 contacts',
      'Find Contact',
    ],
  ])('%s %j', async (step, input, what, find) => {
    const { create, wire } = await startFrozen({ msgflash: { data: twins } });
    const run = await create(step, input);
    expect(endOf(run)).toEqual(
      ending('errored', `${what}. Choose one from the list, or map the ID of ${find}. Nothing was done.`),
    );
    expect(wire().filter(({ method }) => method !== 'GET')).toEqual([]);
  });
});
