import type { Seed } from './records.ts';

// For keys in the documented format that are obviously not real.
const FAKE_HEX = '0123456789abcdef';

/** The keys, IDs and numbers of the demo data. */
export const demo = {
  /** Personal key of the first account (plan Pro). */
  key: `msgf_live_${FAKE_HEX.repeat(4)}`,
  /** Key of the team that the first account owns, used with `teamId`. */
  teamKey: `msgf_team_${FAKE_HEX.repeat(4)}`,
  teamId: '0e000000-0000-4000-8000-000000000001',
  /** Personal key of the second account (plan Free). */
  otherKey: `msgf_live_${'fedcba9876543210'.repeat(4)}`,
  accountId: '0a000000-0000-4000-8000-000000000001',
  otherAccountId: '0a000000-0000-4000-8000-000000000002',
  instances: {
    /** Connected, with a Business account: buttons work. Assigned to the team. */
    mainStore: '10000000-0000-4000-8000-000000000001',
    /** Connected, without a Business account, still warming up. Assigned to the team. */
    support: '10000000-0000-4000-8000-000000000002',
    /** Disconnected. */
    events: '10000000-0000-4000-8000-000000000003',
    /** Never linked: no number. */
    unlinked: '10000000-0000-4000-8000-000000000004',
    /** Of the second account. */
    other: '10000000-0000-4000-8000-000000000009',
  },
  templates: {
    welcome: '20000000-0000-4000-8000-000000000001',
    hello: '20000000-0000-4000-8000-000000000002',
    orderShipped: '20000000-0000-4000-8000-000000000003',
    appointment: '20000000-0000-4000-8000-000000000004',
    oddNames: '20000000-0000-4000-8000-000000000005',
    poster: '20000000-0000-4000-8000-000000000006',
    everything: '20000000-0000-4000-8000-000000000007',
    other: '20000000-0000-4000-8000-000000000009',
  },
  contacts: {
    awa: '30000000-0000-4000-8000-000000000001',
    luc: '30000000-0000-4000-8000-000000000002',
    zoe: '30000000-0000-4000-8000-000000000003',
    other: '30000000-0000-4000-8000-000000000009',
  },
  groups: {
    vip: '40000000-0000-4000-8000-000000000001',
    vipLyon: '40000000-0000-4000-8000-000000000002',
    empty: '40000000-0000-4000-8000-000000000003',
  },
  numbers: {
    awa: '+33639981001',
    luc: '+33639981002',
    zoe: '+33639981003',
    /** Not a contact; everything works. */
    stranger: '+33639985555',
    /** 422 INVALID_DESTINATION. */
    unsupported: '+33639989901',
    /** Messages to it are accepted, then fail. */
    failing: '+33639989911',
    /** Not on WhatsApp, as a look-up shows; a message to it fails. */
    notOnWhatsApp: '+33639989921',
  },
} as const;

const accountId = demo.accountId;

const { contacts, groups, instances, numbers, templates } = demo;
const others = demo.otherAccountId;

const template = (id: string, name: string, body: string) => ({ id, accountId, name, body });
const contact = (id: string, name: string, phone: string, tags: string[], meta: object, day: string) => ({
  id,
  accountId,
  name,
  phone,
  tags,
  meta: { ...meta },
  createdAt: `${day}T10:00:00.000Z`,
});
/** A connected instance of the first account. */
const instance = (id: string, name: string, waNumber: string | null, day: string) => ({
  id,
  accountId,
  name,
  waNumber,
  status: 'connected' as const,
  createdAt: `${day}.000Z`,
});
const message = (instanceId: string, peer: string, minutesAgo: number, body: string) => ({
  instanceId,
  direction: 'outbound' as const,
  peer,
  minutesAgo,
  body,
});

/** A shop in Lyon with four instances, and a second account. */
export const demoSeed: Seed = {
  accounts: [
    {
      id: accountId,
      fullName: 'Camille Martin',
      email: 'camille@example.com',
      phone: '+33639980000',
      plan: 'pro',
      keys: [demo.key],
    },
    { id: others, fullName: 'Noé Petit', email: 'noe@example.com', plan: 'free', keys: [demo.otherKey] },
  ],
  teams: [
    {
      id: demo.teamId,
      name: 'Shop Team',
      ownerId: accountId,
      keys: [demo.teamKey],
      instanceIds: [instances.mainStore, instances.support],
    },
  ],
  instances: [
    {
      ...instance(instances.mainStore, 'Main Store', '+33639980001', '2026-01-05T09:00:00'),
      business: true,
      safetyScore: 92,
    },
    {
      ...instance(instances.support, 'Support', '+33639980002', '2026-02-10T08:00:00'),
      safetyState: 'warming',
      safetyScore: 56,
    },
    {
      ...instance(instances.events, 'Événements Lyon', '+33639980003', '2026-02-20T08:00:00'),
      status: 'disconnected',
    },
    {
      ...instance(instances.unlinked, 'Pop-up Store', null, '2026-03-01T08:00:00'),
      status: 'disconnected',
      safetyState: 'new',
      safetyScore: 10,
    },
    { id: instances.other, accountId: others, name: 'Bakery', waNumber: '+33639980009', status: 'connected' },
  ],
  templates: [
    template(templates.welcome, 'Welcome', 'Welcome to our shop! Answer STOP at any time and we will not write again.'),
    template(
      templates.hello,
      'Hello by Name',
      'Hello {{contact.firstName}}, thank you for your visit. Your number is {{contact.phone}}.',
    ),
    template(
      templates.orderShipped,
      'Order Shipped',
      'Good news: order {{custom.order}} is on its way and arrives on {{custom.date}}. Track it: {{custom.link}}',
    ),
    template(
      templates.appointment,
      'Appointment Reminder',
      '{{contact.name}}, we expect you on {{custom.day}} at {{custom.hour}}. {{user.fullName}}, {{instance.name}}',
    ),
    template(
      templates.oddNames,
      'Facture (noms particuliers)',
      'Facture {{custom.n° de commande}} : {{custom.order-total}} € — {{ custom.prénom }}, {{custom.x_code}} {{custom.a.b}}',
    ),
    {
      ...template(templates.poster, 'Event Poster', 'See you there, {{custom.name}}!'),
      type: 'image',
      mediaUrl: 'https://example.com/poster.jpg',
    },
    template(
      templates.everything,
      'Loyalty Card',
      'Hi {{contact.firstName}} ({{contact.tags}}), you have {{contact.meta.points}} points. Code: {{custom.code}}',
    ),
    { id: templates.other, accountId: others, name: 'Fresh Bread', body: 'Fresh bread from 6 am.' },
  ],
  contacts: [
    contact(contacts.awa, 'Awa Doe', numbers.awa, ['vip', 'lyon'], { points: 120, city: 'Lyon' }, '2026-02-01'),
    contact(contacts.luc, 'Luc Bernard', numbers.luc, ['vip'], { points: 40 }, '2026-02-02'),
    contact(contacts.zoe, 'Zoé Lefèvre', numbers.zoe, [], {}, '2026-02-03'),
    { id: contacts.other, accountId: others, name: 'Paul Roux', phone: '+33639982001' },
  ],
  groups: [
    {
      id: groups.vip,
      accountId,
      name: 'VIP',
      description: 'Our best customers',
      color: '#FACC15',
      contactIds: [contacts.awa, contacts.luc],
    },
    {
      id: groups.vipLyon,
      accountId,
      name: 'VIP Lyon',
      description: 'Best customers in Lyon',
      color: '#F59E0B',
      contactIds: [contacts.awa],
    },
    { id: groups.empty, accountId, name: 'Newsletter' },
  ],
  messages: [
    { ...message(instances.mainStore, numbers.awa, 180, 'Your order 1042 is ready.'), status: 'read' },
    {
      ...message(instances.mainStore, numbers.awa, 170, 'Thank you, I will come at five.'),
      direction: 'inbound',
      status: 'received',
    },
    {
      ...message(instances.support, numbers.luc, 120, 'We have answered your question by e-mail.'),
      status: 'delivered',
    },
    { ...message(instances.mainStore, numbers.zoe, 90, 'Your appointment is tomorrow at 10.'), status: 'sent' },
    {
      ...message(instances.mainStore, numbers.notOnWhatsApp, 60, 'Your parcel has arrived.'),
      status: 'failed',
      error: 'The number is not on WhatsApp',
    },
  ],
  numbers: {
    unsupported: ['+3363998990'],
    failing: [
      { prefix: '+3363998991', reason: 'The recipient could not be reached' },
      { prefix: '+3363998992', reason: 'The number is not on WhatsApp' },
    ],
    notOnWhatsApp: ['+3363998992'],
  },
};

/** The demo data with this many more contacts, templates and groups, all of the first account. */
export function bigSeed(size: { contacts?: number; templates?: number; groups?: number }): Seed {
  const id = (kind: string, index: number) => `${kind}0000000-0000-4000-9000-${String(index).padStart(12, '0')}`;
  const fill = <T>(count: number | undefined, make: (index: number) => T) =>
    Array.from({ length: count ?? 0 }, (_, index) => make(index));
  // Only ten thousand numbers are reserved for fiction. The first 3000 contacts use them, the others get longer
  // numbers.
  const phone = (index: number) => `+3363998${index < 3000 ? 6000 + index : String(index).padStart(7, '0')}`;
  return {
    ...demoSeed,
    contacts: [
      ...(demoSeed.contacts ?? []),
      ...fill(size.contacts, (index) => ({
        id: id('3', index),
        accountId,
        name: `Customer ${String(index).padStart(6, '0')}`,
        phone: phone(index),
        tags: index % 3 === 0 ? ['newsletter'] : [],
      })),
    ],
    templates: [
      ...(demoSeed.templates ?? []),
      ...fill(size.templates, (index) => ({
        id: id('2', index),
        accountId,
        name: `Template ${String(index).padStart(5, '0')}`,
        body: `Text ${index} for {{contact.firstName}}: {{custom.value}}`,
      })),
    ],
    groups: [
      ...(demoSeed.groups ?? []),
      ...fill(size.groups, (index) => ({
        id: id('4', index),
        accountId,
        name: `Group ${String(index).padStart(5, '0')}`,
        contactIds: index < (size.contacts ?? 0) ? [id('3', index)] : [],
      })),
    ],
  };
}
