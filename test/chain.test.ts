/** Steps one after the other, as people build Zaps: a later step is given what an earlier one output, and nothing else. */
import { describe, expect, test } from '@jest/globals';
import { demo } from '../dev/msgflash/demo.ts';
import { mapped, type RunRecord } from '../dev/zapier/index.ts';
import { dictOf, type Environment, startEnvironment } from './support/environment.ts';
import { receiveMessage, turnOn } from './support/hooks.ts';

type Output = Record<string, unknown>;

function outputOf(
  name: string,
  { outcome, message, output }: Pick<RunRecord, 'outcome' | 'message' | 'output'>,
): Output {
  if (outcome !== 'success') throw new Error(`${name}: ${message}`);
  return dictOf(Array.isArray(output) ? output[0] : output);
}

/** A value of an earlier step. @throws where it holds none */
function from(output: Output, key: string) {
  const value = output[key];
  if (typeof value !== 'string' || value === '') throw new Error(`${key} is empty`);
  return mapped(value, `{{1__${key}}}`);
}

/** Runs steps of an environment. @throws with its sentence when one does not succeed */
function stepsOf({ connection, zapier }: Environment) {
  return {
    next: async (name: `creates.${string}` | `searches.${string}`, input: object) =>
      outputOf(name, await zapier.run(connection, name, { ...input })),
    findOrCreate: async (search: string, wanted: object, made: object) =>
      outputOf(search, await zapier.findOrCreate(connection, search, { ...wanted }, { ...made })),
  };
}

const DAY = 86_400_000;
const crm = { name: 'Inès Moreau', phone: '06 39 98 10 99' };

describe('steps in a row', () => {
  test('from a person in a CRM to a campaign that is paused, and resumed', async () => {
    const environment = await startEnvironment();
    const { next, findOrCreate } = stepsOf(environment);
    const contact = await findOrCreate('find_contact', { phone: crm.phone }, crm);
    const updated = await next('creates.update_contact', { contact_id: from(contact, 'id'), tags: ['spring'] });
    expect(updated).toMatchObject({ id: contact.id, name: 'Inès Moreau', tags: 'spring' });
    const group = await next('creates.create_group', { name: 'Spring' });
    const members = { group_id: from(group, 'id'), contact_ids: [from(updated, 'id')] };
    const added = await next('creates.add_contact_to_group', members);
    expect(added).toMatchObject({ added: 1, not_found: 0, status: 'done' });

    const instance = await next('searches.find_instance', { search: 'Main Store' });
    const starts_at = new Date(environment.clock.now() + DAY).toISOString();
    const whom = { instance_id: from(instance, 'id'), recipients: 'group', group_id: from(added, 'group_id') };
    const what = { name: 'Spring', starts_at, type: 'text', text: 'Our spring collection is here.' };
    const campaign = await next('creates.create_campaign', { ...whom, ...what });
    expect(campaign).toMatchObject({ status: 'scheduled', audience_size: 1, instance_name: 'Main Store' });
    const paused = await next('creates.pause_campaign', { campaign_id: from(campaign, 'id') });
    const found = await next('searches.find_campaign', { campaign_id: from(paused, 'id') });
    expect(found).toMatchObject({ id: campaign.id, name: 'Spring', status: 'paused', total: 0 });
    await environment.pass(2 * DAY);
    expect(environment.control.ledger()).toEqual([]);

    const resumed = await next('creates.resume_campaign', { campaign_id: from(found, 'id') });
    await environment.pass(60_000);
    const sent = { to: '+33639981099', contactId: contact.id, status: 'read' };
    expect(environment.control.ledger()).toMatchObject([sent]);
    const after = await next('searches.find_campaign', { campaign_id: from(resumed, 'id') });
    expect(after).toMatchObject({ status: 'completed', total: 1, read: 1, progress_percent: 100 });
  });

  test('a message that came in, its record by either ID, and an answer to whoever wrote it', async () => {
    const environment = await startEnvironment();
    const { next } = stepsOf(environment);
    const { out } = await turnOn(environment, 'message_received');
    const id = await receiveMessage(environment, undefined, { text: 'Where is my order?' });
    const [event = {}] = out;
    expect(event).toMatchObject({ id: `message.received:${id}`, message_id: id });
    for (const key of ['id', 'message_id']) {
      const found = await next('searches.find_message', { message_id: from(event, key) });
      expect(found).toMatchObject({ id, text: 'Where is my order?', direction: 'inbound' });
    }
    const reply = { instance_id: from(event, 'instance_id'), to: from(event, 'from'), text: 'It is on its way.' };
    const answer = await next('creates.send_message', reply);
    expect(answer).toMatchObject({ to: demo.numbers.awa, instance_id: demo.instances.mainStore });
  });
});
