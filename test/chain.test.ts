import { describe, expect, test } from '@jest/globals';
import type addContactToGroup from '../creates/add-contact-to-group.ts';
import type createCampaign from '../creates/create-campaign.ts';
import type createContact from '../creates/create-contact.ts';
import type createGroup from '../creates/create-group.ts';
import type pauseCampaign from '../creates/pause-campaign.ts';
import type resumeCampaign from '../creates/resume-campaign.ts';
import type sendMessage from '../creates/send-message.ts';
import type sendTemplateMessage from '../creates/send-template-message.ts';
import type updateContact from '../creates/update-contact.ts';
import { demo } from '../dev/msgflash/demo.ts';
import { mapped, type RunRecord } from '../dev/zapier/index.ts';
import { type CampaignRecord, campaignSample } from '../lib/records/campaign.ts';
import { type ContactRecord, contactSample } from '../lib/records/contact.ts';
import { type GroupRecord, groupSample } from '../lib/records/group.ts';
import { type InstanceRecord, instanceSample } from '../lib/records/instance.ts';
import { type MembershipRecord, membershipSample } from '../lib/records/membership.ts';
import type { MessageRecord } from '../lib/records/message.ts';
import { type MessageEventRecord, messageEventSample } from '../lib/records/message-event.ts';
import { type NumberRecord, numberSample } from '../lib/records/number.ts';
import { type SentRecord, sentSample } from '../lib/records/sent-message.ts';
import { type TemplateRecord, templateSample } from '../lib/records/template.ts';
import type findCampaign from '../searches/find-campaign.ts';
import type findContact from '../searches/find-contact.ts';
import type findGroup from '../searches/find-group.ts';
import type findInstance from '../searches/find-instance.ts';
import type findMessage from '../searches/find-message.ts';
import type findTemplate from '../searches/find-template.ts';
import type findWhatsAppNumber from '../searches/find-whatsapp-number.ts';
import { type FrozenWorld, startFrozen } from './lib/sending/frozen.ts';
import { receiveMessage, switchOn } from './support/hooks.ts';
import { dictOf } from './support/world.ts';

/**
 * Steps one after the other, as people build Zaps: a later step is given what an earlier one put out and nothing else.
 * Which keys fit which fields is checked by the compiler: none of them can change its name or its type unnoticed.
 */

interface Steps {
  'creates.create_contact': typeof createContact;
  'creates.update_contact': typeof updateContact;
  'creates.create_group': typeof createGroup;
  'creates.add_contact_to_group': typeof addContactToGroup;
  'creates.create_campaign': typeof createCampaign;
  'creates.pause_campaign': typeof pauseCampaign;
  'creates.resume_campaign': typeof resumeCampaign;
  'creates.send_message': typeof sendMessage;
  'creates.send_template_message': typeof sendTemplateMessage;
  'searches.find_campaign': typeof findCampaign;
  'searches.find_contact': typeof findContact;
  'searches.find_group': typeof findGroup;
  'searches.find_instance': typeof findInstance;
  'searches.find_message': typeof findMessage;
  'searches.find_template': typeof findTemplate;
  'searches.find_whatsapp_number': typeof findWhatsAppNumber;
}

/** What each of them puts out. */
interface Records {
  'creates.create_contact': ContactRecord;
  'creates.update_contact': ContactRecord;
  'creates.create_group': GroupRecord;
  'creates.add_contact_to_group': MembershipRecord;
  'creates.create_campaign': CampaignRecord;
  'creates.pause_campaign': CampaignRecord;
  'creates.resume_campaign': CampaignRecord;
  'creates.send_message': SentRecord;
  'creates.send_template_message': SentRecord;
  'searches.find_campaign': CampaignRecord;
  'searches.find_contact': ContactRecord;
  'searches.find_group': GroupRecord;
  'searches.find_instance': InstanceRecord;
  'searches.find_message': MessageRecord;
  'searches.find_template': TemplateRecord;
  'searches.find_whatsapp_number': NumberRecord;
}

type Name = keyof Steps & keyof Records;
type Perform<S extends Name> = Extract<Steps[S]['operation']['perform'], (...given: never[]) => unknown>;
/** The fields of a step as its own code sees them; those that a function makes have no types. */
type Fields<S extends Name> = Parameters<Perform<S>>[1]['inputData'];
/** The fields that every form of the step has. */
type Known<T> = { [K in keyof T as string extends K ? never : K]: T[K] };
/** Keys of a record that always hold a text. */
type TextKey<R> = { [K in keyof R]-?: R[K] extends string ? K : never }[keyof R];

/** A value of an earlier step. */
interface Value<T> {
  readonly type: T;
  readonly placeholder: string;
  readonly value: unknown;
}

/** What a step can be given: its own fields with values of their types, and fields of a function by name. */
type Given<S extends Name> = { [K in keyof Known<Fields<S>>]?: Known<Fields<S>>[K] | Value<Known<Fields<S>>[K]> };
type Made = Record<string, string | Value<string> | Value<string>[] | Record<string, string>>;

/** The keys of a record, to be mapped. */
class Output<R> {
  readonly record: Record<string, unknown>;

  constructor(output: unknown) {
    this.record = dictOf(Array.isArray(output) ? output[0] : output);
  }

  /** The value of a key, for a field that takes text. @throws when the step put out none */
  get<K extends Extract<TextKey<R>, string>>(key: K): Value<string> {
    const value = this.record[key];
    if (typeof value !== 'string' || value === '') throw new Error(`${key} is empty`);
    return { type: '', placeholder: `{{1__${key}}}`, value };
  }

  /** The same for a key that may hold nothing. */
  maybe<K extends Extract<{ [K in keyof R]: string extends R[K] ? K : never }[keyof R], string>>(
    key: K,
  ): Value<string> {
    return { type: '', placeholder: `{{1__${key}}}`, value: this.record[key] };
  }
}

const given = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(given);
  const { placeholder, value: inner } = dictOf(value);
  return typeof placeholder === 'string' ? mapped(inner, placeholder) : value;
};

/** Runs a step with what earlier steps put out. @throws with its sentence when it did not succeed */
async function next<S extends Name>(
  world: FrozenWorld,
  name: S,
  input: Given<S>,
  made: Made = {},
): Promise<Output<Records[S]>> {
  const values = Object.entries({ ...input, ...made }).map(([key, value]) => [key, given(value)]);
  const run = await world.zapier.run(world.connection, name, Object.fromEntries(values));
  return outputOf<Records[S]>(name, run);
}

function outputOf<R>(name: string, { outcome, message, output }: Pick<RunRecord, 'outcome' | 'message' | 'output'>) {
  if (outcome !== 'success') throw new Error(`${name}: ${message}`);
  return new Output<R>(output);
}

const DAY = 86_400_000;

describe('steps in a row', () => {
  test('from a person in a CRM to a campaign that is paused', async () => {
    const world = await startFrozen();
    const { connection, control, zapier } = world;
    const crm = { name: 'Inès Moreau', phone: '06 39 98 10 99' };

    const contact = outputOf<ContactRecord>(
      'find or create contact',
      await zapier.findOrCreate(connection, 'find_contact', { phone: crm.phone }, crm),
    );
    const updated = await next(world, 'creates.update_contact', { contact_id: contact.get('id'), tags: ['spring'] });
    expect(updated.record).toMatchObject({ id: contact.record.id, name: 'Inès Moreau', tags: 'spring' });

    const group = await next(world, 'creates.create_group', { name: 'Spring' });
    const added = await next(
      world,
      'creates.add_contact_to_group',
      { group_id: group.get('id') },
      { contact_ids: [updated.get('id')] },
    );
    expect(added.record).toMatchObject({ added: 1, not_found: 0, status: 'done' });

    const instance = await next(world, 'searches.find_instance', { search: 'Main Store' });
    const campaign = await next(
      world,
      'creates.create_campaign',
      {
        instance_id: instance.get('id'),
        name: 'Spring',
        starts_at: new Date(world.clock.now() + DAY).toISOString(),
        recipients: 'group',
        type: 'text',
      },
      { group_id: added.get('group_id'), text: 'Our spring collection is here.' },
    );
    expect(campaign.record).toMatchObject({ status: 'scheduled', audience_size: 1, instance_name: 'Main Store' });

    const paused = await next(world, 'creates.pause_campaign', { campaign_id: campaign.get('id') });
    const found = await next(world, 'searches.find_campaign', { campaign_id: paused.get('id') });
    expect(found.record).toMatchObject({ id: campaign.record.id, name: 'Spring', status: 'paused', total: 0 });
    await world.pass(2 * DAY);
    expect(control.ledger()).toEqual([]);

    const resumed = await next(world, 'creates.resume_campaign', { campaign_id: found.get('id') });
    await world.pass(60_000);
    expect(control.ledger()).toMatchObject([{ to: '+33639981099', contactId: contact.record.id, status: 'read' }]);
    const after = await next(world, 'searches.find_campaign', { campaign_id: resumed.get('id') });
    expect(after.record).toMatchObject({ status: 'completed', total: 1, read: 1, progress_percent: 100 });
  });

  test('the same Zap for the same person finds them, and the group as well', async () => {
    const world = await startFrozen();
    const { connection, zapier } = world;
    const crm = { name: 'Inès Moreau', phone: '06 39 98 10 99' };
    const ids: unknown[] = [];
    for (let n = 0; n < 2; n++) {
      const contact = outputOf<ContactRecord>(
        'find or create contact',
        await zapier.findOrCreate(connection, 'find_contact', { phone: crm.phone }, crm),
      );
      const group = outputOf<GroupRecord>(
        'find or create group',
        await zapier.findOrCreate(connection, 'find_group', { name: 'Spring' }, { name: 'Spring' }),
      );
      const added = await next(
        world,
        'creates.add_contact_to_group',
        { group_id: group.get('id') },
        { contact_ids: [contact.get('id')] },
      );
      expect(added.record).toMatchObject({ added: 1 - n, already_in_group: n });
      ids.push([contact.record.id, group.record.id]);
    }
    expect(ids[1]).toEqual(ids[0]);
  });

  test('a message that was sent, and what became of it', async () => {
    const world = await startFrozen();
    const instance = await next(world, 'searches.find_instance', { search: '+33 6 39 98 00 01' });
    const contact = await next(world, 'searches.find_contact', { name: 'Awa Doe' });
    const sent = await next(
      world,
      'creates.send_message',
      { instance_id: instance.get('id'), to: contact.maybe('phone'), type: 'text' },
      { text: 'Your order 1042 is on its way.' },
    );
    expect(sent.record).toMatchObject({ status: 'queued', to: demo.numbers.awa, already_sent: false });
    await world.pass(60_000);
    for (const id of [sent.get('id'), sent.get('message_id')]) {
      const found = await next(world, 'searches.find_message', { message_id: id });
      expect(found.record).toMatchObject({
        id: sent.record.id,
        status: 'read',
        text: 'Your order 1042 is on its way.',
      });
    }
  });

  test('a message that came in, its record by either id, and an answer to whoever wrote it', async () => {
    const world = await startFrozen();
    const { out } = await switchOn(world, 'message_received');
    const id = await receiveMessage(world, undefined, { text: 'Where is my order?' });
    const event = new Output<MessageEventRecord>(out);
    expect(event.record).toMatchObject({ id: `message.received:${id}`, message_id: id });
    for (const each of [event.get('id'), event.get('message_id')]) {
      const found = await next(world, 'searches.find_message', { message_id: each });
      expect(found.record).toMatchObject({ id, text: 'Where is my order?', direction: 'inbound' });
    }
    const found = await next(world, 'searches.find_message', { message_id: event.get('id') });
    const answer = await next(
      world,
      'creates.send_message',
      { instance_id: found.maybe('instance_id'), to: event.maybe('from'), type: 'text' },
      { text: 'It is on its way.' },
    );
    expect(answer.record).toMatchObject({ to: demo.numbers.awa, instance_id: demo.instances.mainStore });
  });

  test('a template that was found by its name, to a number that was checked', async () => {
    const world = await startFrozen();
    const instance = await next(world, 'searches.find_instance', { search: 'Support' });
    const number = await next(world, 'searches.find_whatsapp_number', {
      instance_id: instance.get('id'),
      phone: '06 39 98 55 55',
    });
    expect(number.record).toMatchObject({ is_on_whatsapp: true });
    const template = await next(world, 'searches.find_template', { name: 'event poster' });
    const sent = await next(
      world,
      'creates.send_template_message',
      { instance_id: instance.get('id'), to: number.get('number'), template_id: template.get('id') },
      { variables: { [String(template.record.custom_variables)]: 'Inès' } },
    );
    expect(sent.record).toMatchObject({ to: demo.numbers.stranger, type: 'image', instance_name: 'Support' });
    expect(String(sent.record.text)).toContain('Inès');
  });
});

/** It would not compile if a key that people map into a field had changed its name or its type. */
function links(
  contact: ContactRecord,
  group: GroupRecord,
  membership: MembershipRecord,
  campaign: CampaignRecord,
  instance: InstanceRecord,
  message: SentRecord,
  event: MessageEventRecord,
  template: TemplateRecord,
  number: NumberRecord,
) {
  return [
    { contact_id: contact.id } satisfies Partial<Fields<'creates.update_contact'>>,
    { group_id: group.id, contact_ids: [contact.id] } satisfies Fields<'creates.add_contact_to_group'>,
    { group_id: membership.group_id, contact_ids: [contact.id] } satisfies Fields<'creates.add_contact_to_group'>,
    { campaign_id: campaign.id } satisfies Fields<'creates.pause_campaign'>,
    { campaign_id: campaign.id } satisfies Fields<'creates.resume_campaign'>,
    { campaign_id: campaign.id } satisfies Fields<'searches.find_campaign'>,
    { message_id: message.id } satisfies Fields<'searches.find_message'>,
    { message_id: message.message_id } satisfies Fields<'searches.find_message'>,
    { message_id: event.id } satisfies Fields<'searches.find_message'>,
    { message_id: event.message_id } satisfies Fields<'searches.find_message'>,
    { instance_id: instance.id, to: number.number } satisfies Partial<Fields<'creates.send_message'>>,
    { instance_id: instance.id } satisfies Partial<Fields<'creates.create_campaign'>>,
    { instance_id: instance.id } satisfies Partial<Fields<'searches.find_whatsapp_number'>>,
    { template_id: template.id, to: number.number } satisfies Partial<Fields<'creates.send_template_message'>>,
  ];
}

/** The check itself is checked: neither a key that does not exist nor one of another type is taken. */
function noLinks(contact: ContactRecord, campaign: CampaignRecord, event: MessageEventRecord) {
  return [
    // @ts-expect-error
    { contact: contact.id } satisfies Partial<Fields<'creates.update_contact'>>,
    // @ts-expect-error
    { campaign_id: campaign.total } satisfies Fields<'creates.pause_campaign'>,
    // @ts-expect-error
    { message_id: event.messageId } satisfies Fields<'searches.find_message'>,
  ];
}

describe('what the editor shows before a Zap has run', () => {
  const event = messageEventSample('received');

  test('holds every value that a later step is given', () => {
    const given = links(
      contactSample,
      groupSample,
      membershipSample,
      campaignSample,
      instanceSample,
      sentSample,
      event,
      templateSample,
      numberSample,
    );
    const values = given.flatMap((fields) => Object.values(fields)).flat();
    expect(values.length).toBeGreaterThan(given.length);
    expect(values.filter((value) => typeof value !== 'string' || value === '')).toEqual([]);
  });

  test('holds nothing by another name', () => {
    const [, , { message_id } = { message_id: '' }] = noLinks(contactSample, campaignSample, event);
    expect(message_id).toBeUndefined();
  });
});
