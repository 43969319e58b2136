/** The steps as an AI assistant fills them in: names, numbers and labels, and nothing that only the API knows. */
import { expect, test } from '@jest/globals';
import app from '../index.ts';
import { dictOf, startWorld, type World } from './support/world.ts';

type Row = [step: string, input: Record<string, unknown>, output: Record<string, unknown>];

const campaign = { instance_id: 'main store', name: 'Spring Sale', starts_at: '2026-12-01 09:00', repeat: 'Never' };

const ROWS: readonly Row[] = [
  [
    'creates.send_message',
    { instance_id: 'Main Store', to: '06 39 98 10 01', type: 'Text', text: 'Hi' },
    { text: 'Hi' },
  ],
  ['creates.send_message', { instance_id: '+33639980001', to: '+33639981001', text: 'Hi' }, { to: '+33639981001' }],
  [
    'creates.send_template_message',
    {
      instance_id: 'Main Store',
      to: '+33639981001',
      template_id: 'order shipped',
      contact_id: 'Awa Doe',
      variables: { order: '1042', date: '3 April', link: 'https://example.com/1042' },
    },
    { to: '+33639981001' },
  ],
  [
    'creates.schedule_message',
    {
      instance_id: 'Main Store',
      to: '+33639981001',
      type: 'text',
      text: 'Hi',
      scheduled_at: '1 December 2026 at 5pm',
      if_past: 'Do not send',
    },
    { scheduled_at: '2026-12-01T16:00:00.000Z', scheduled_at_local: '2026-12-01T17:00:00.000+01:00' },
  ],
  [
    'creates.schedule_template_message',
    {
      instance_id: 'Main Store',
      to: '+33639981001',
      template_id: 'Order Shipped',
      contact_id: '+33639981001',
      variables: { order: '1042', date: '3 April', link: 'https://example.com/1042' },
      scheduled_at: '2026-12-01T17:00:00+01:00',
    },
    { scheduled_at: '2026-12-01T16:00:00.000Z' },
  ],
  [
    'creates.create_campaign',
    { ...campaign, recipients: 'Contacts with certain tags', tags: 'vip, newsletter', type: 'Text', text: 'Hello' },
    { name: 'Spring Sale', starts_at: '2026-12-01T08:00:00.000Z' },
  ],
  [
    'creates.create_template_campaign',
    {
      ...campaign,
      recipients: 'A group',
      group_id: 'VIP',
      template_id: 'Order Shipped',
      variables: { order: '1', date: '3 April', link: 'https://example.com/1042' },
    },
    { name: 'Spring Sale' },
  ],
  ['creates.pause_campaign', { campaign_id: 'Spring Sale' }, { name: 'Spring Sale' }],
  ['creates.resume_campaign', { campaign_id: 'Spring Sale' }, { name: 'Spring Sale' }],
  [
    'creates.create_contact',
    { name: 'Ana', phone: '11 98765-4321', country: 'Brazil', tags: 'vip; lead' },
    { phone: '+5511987654321', tags: 'vip\nlead' },
  ],
  [
    'creates.update_contact',
    { contact_id: '+33639981001', tags: 'vip', tags_mode: 'Add these tags' },
    { name: 'Awa Doe' },
  ],
  ['creates.create_group', { name: 'Leads', description: 'From the form' }, { name: 'Leads' }],
  [
    'creates.add_contact_to_group',
    { group_id: 'VIP Lyon', contact_ids: ['Luc Bernard', '+33639981003'] },
    { requested: 2 },
  ],
  ['creates.remove_contact_from_group', { group_id: 'vip', contact_ids: '+33639981001' }, { requested: 1 }],
  ['searches.find_contact', { phone: '0639981001' }, { name: 'Awa Doe' }],
  ['searches.find_group', { name: 'vip' }, { name: 'VIP' }],
  ['searches.find_instance', { search: 'Main Store' }, { number: '+33639980001' }],
  ['searches.find_template', { name: 'order shipped' }, { name: 'Order Shipped' }],
  ['searches.find_campaign', { campaign_id: 'Spring Sale' }, { name: 'Spring Sale' }],
  ['searches.find_whatsapp_number', { instance_id: 'Main Store', phone: '0639981001' }, { is_on_whatsapp: true }],
  ['searches.find_usage', { warn_at_percent: '80 %' }, { plan: 'Pro' }],
];

/** What a step needs to be there. */
async function prepare({ zapier, connection }: World, step: string): Promise<void> {
  if (!/(pause|resume|find)_campaign/.test(step)) return;
  const input = { ...campaign, recipients: 'all', type: 'text', text: 'Hello' };
  await zapier.run(connection, 'creates.create_campaign', input, { timezone: 'Europe/Paris' });
  if (step.includes('resume')) await zapier.run(connection, 'creates.pause_campaign', { campaign_id: 'Spring Sale' });
}

test.each(ROWS)('%s with %j', async (step, input, output) => {
  const world = await startWorld();
  await prepare(world, step);
  const run = await world.zapier.run(world.connection, step as 'creates.send_message', input, {
    timezone: 'Europe/Paris',
  });
  expect(run).toMatchObject({ outcome: 'success', message: '' });
  expect(dictOf(Array.isArray(run.output) ? run.output[0] : run.output)).toMatchObject(output);
});

test('no create or search is left out but for the one whose message only an earlier step knows', () => {
  const all = [
    ...Object.keys(app.creates).map((key) => `creates.${key}`),
    ...Object.keys(app.searches).map((key) => `searches.${key}`),
  ];
  expect(all.filter((name) => !ROWS.some(([step]) => step === name))).toEqual(['searches.find_message']);
});
