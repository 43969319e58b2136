/** The steps as an AI assistant fills them in: names, numbers and labels, and nothing that only the API knows. */
import { expect, test } from '@jest/globals';
import app from '../index.ts';
import { dictOf, type Environment, sharedEnvironment } from './support/environment.ts';

type Row = [step: string, input: Record<string, unknown>, output: Record<string, unknown>];

const shop = { instance_id: 'Main Store' };
const campaign = { instance_id: 'main store', name: 'Spring Sale', starts_at: '2026-12-01 09:00', repeat: 'Never' };
const awa = { ...shop, to: '+33639981001' };
const variables = { order: '1042', date: '3 April', link: 'https://example.com/1042' };
const template = { template_id: 'order shipped', variables };
const at = '2026-12-01T16:00:00.000Z';
const spring = { name: 'Spring Sale' };
const brazil = { name: 'Ana', phone: '11 98765-4321', country: 'Brazil', tags: 'vip; lead' };
const tagged = { ...campaign, recipients: 'Contacts with certain tags', tags: 'vip, newsletter' };
const vip = { ...campaign, recipients: 'A group', group_id: 'VIP' };
const update = { contact_id: '+33639981001', tags: 'vip', tags_mode: 'Add these tags' };
const members = { group_id: 'VIP Lyon', contact_ids: ['Luc Bernard', '+33639981003'] };

const ROWS: readonly Row[] = [
  ['creates.send_message', { ...shop, to: '06 39 98 10 01', type: 'Text', text: 'Hi' }, { text: 'Hi' }],
  ['creates.send_message', { ...awa, instance_id: '+33639980001', text: 'Hi' }, { to: '+33639981001' }],
  ['creates.send_template_message', { ...awa, ...template, contact_id: 'Awa Doe' }, { to: '+33639981001' }],
  [
    'creates.schedule_message',
    { ...awa, text: 'Hi', scheduled_at: '1 December 2026 at 5pm', if_past: 'Do not send' },
    { scheduled_at: at, scheduled_at_local: '2026-12-01T17:00:00.000+01:00' },
  ],
  [
    'creates.schedule_template_message',
    { ...awa, ...template, contact_id: '+33639981001', scheduled_at: '2026-12-01T17:00:00+01:00' },
    { scheduled_at: at },
  ],
  [
    'creates.create_campaign',
    { ...tagged, type: 'Text', text: 'Hello' },
    { ...spring, starts_at: '2026-12-01T08:00:00.000Z' },
  ],
  ['creates.create_template_campaign', { ...vip, ...template }, spring],
  ['creates.pause_campaign', { campaign_id: 'Spring Sale' }, spring],
  ['creates.resume_campaign', { campaign_id: 'Spring Sale' }, spring],
  ['creates.create_contact', brazil, { phone: '+5511987654321', tags: 'vip\nlead' }],
  ['creates.update_contact', update, { name: 'Awa Doe' }],
  ['creates.create_group', { name: 'Leads', description: 'From the form' }, { name: 'Leads' }],
  ['creates.add_contact_to_group', members, { requested: 2 }],
  ['creates.remove_contact_from_group', { group_id: 'vip', contact_ids: '+33639981001' }, { requested: 1 }],
  ['searches.find_contact', { phone: '0639981001' }, { name: 'Awa Doe' }],
  ['searches.find_group', { name: 'vip' }, { name: 'VIP' }],
  ['searches.find_instance', { search: 'Main Store' }, { number: '+33639980001' }],
  ['searches.find_template', { name: 'order shipped' }, { name: 'Order Shipped' }],
  ['searches.find_campaign', { campaign_id: 'Spring Sale' }, spring],
  ['searches.find_whatsapp_number', { ...shop, phone: '0639981001' }, { is_on_whatsapp: true }],
  ['searches.find_usage', { warn_at_percent: '80 %' }, { plan: 'Pro' }],
];

/** What a step needs to be there. */
async function prepare({ zapier, connection }: Environment, step: string): Promise<void> {
  if (!/(pause|resume|find)_campaign/.test(step)) return;
  const input = { ...campaign, recipients: 'all', type: 'text', text: 'Hello' };
  await zapier.run(connection, 'creates.create_campaign', input, { timezone: 'Europe/Paris' });
  if (step.includes('resume')) await zapier.run(connection, 'creates.pause_campaign', { campaign_id: 'Spring Sale' });
}

test.each(ROWS)('%s with %j', async (step, input, output) => {
  const environment = await sharedEnvironment();
  await prepare(environment, step);
  const run = await environment.zapier.run(environment.connection, step as 'creates.send_message', input, {
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
