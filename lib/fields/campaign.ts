import type { PlainInputField } from 'zapier-platform-core';
import type { Audience } from '../msgflash/operations.ts';
import { Problem } from '../problem.ts';
import { choiceOf, matchChoice, requiredChoice } from './choice.ts';
import { contactsField, contactsOf, tagsField, tagsOf } from './contact.ts';
import { groupField } from './group.ts';
import { instanceField } from './instance.ts';
import { required, type Values, wordIn } from './values.ts';
import { timeOf } from './when.ts';

/** An existing campaign. */
export const campaignField = {
  key: 'campaign_id',
  label: 'Campaign',
  type: 'string',
  required: true,
  dynamic: 'campaign_list.id.label',
  helpText: 'The list shows the campaigns this connection created. Map any other from an earlier step.',
} as const satisfies PlainInputField;

const startsAtField = {
  key: 'starts_at',
  label: 'Start At',
  type: 'string',
  required: true,
  helpText:
    'A date and time like `2027-04-03 17:00`, `3 April 2027 at 5pm` or `tomorrow at 9am`. The time zone of your Zap applies.',
} as const satisfies PlainInputField;

const recipientsField = {
  key: 'recipients',
  label: 'Recipients',
  type: 'string',
  required: true,
  altersDynamicFields: true,
  choices: {
    all: 'All contacts',
    tags: 'Contacts with certain tags',
    contacts: 'Certain contacts',
    group: 'A group',
  },
  helpText: 'Only people who agreed to get messages from you: WhatsApp blocks numbers that are reported as spam.',
} as const satisfies PlainInputField;

/** Comes last in the form, because required fields come before optional ones. */
export const repeatField = {
  key: 'repeat',
  label: 'Repeat',
  type: 'string',
  required: false,
  default: 'none',
  choices: { none: 'Never', daily: 'Every day', weekly: 'Every week' },
  helpText: 'How often the campaign runs again after Start At.',
} as const satisfies PlainInputField;

/** The required fields of every campaign, whatever it sends. */
export const campaignFields = [
  instanceField,
  { key: 'name', label: 'Name', type: 'string', required: true, helpText: 'Only you see it.' },
  startsAtField,
  recipientsField,
  audienceFields,
] as const;

/** The field for the chosen kind of recipients. */
function audienceFields(_z: unknown, { inputData }: { inputData: Values }): PlainInputField[] {
  switch (matchChoice(recipientsField, wordIn(inputData, 'recipients'))) {
    case 'tags':
      return [{ ...tagsField, required: true, helpText: 'Everyone with at least one of these tags.' }];
    case 'contacts':
      return [contactsField];
    case 'group':
      return [groupField];
    default:
      return [];
  }
}

/**
 * The part of the request that every campaign has, with the start in UTC (ISO 8601).
 *
 * @param zone the Zap's time zone; UTC if Zapier gives none
 * @throws Problem naming the field; `halted` for a start that has passed or cannot be read
 */
export async function campaignOf(values: Values, zone: string | null | undefined) {
  const start = await timeOf(values, zone, startsAtField.key, startsAtField.label);
  const campaign = {
    instanceId: required(wordIn(values, 'instance_id'), instanceField.label),
    name: required(wordIn(values, 'name'), 'Name'),
    schedule: start.utc,
    repeat: choiceOf(repeatField, values) ?? repeatField.default,
    recipients: audienceOf(values),
  };
  if (start.isPast) {
    throw new Problem(
      'halted',
      `${startsAtField.label} (${start.inWords}) has passed. Choose a later time. Nothing was created.`,
    );
  }
  return campaign;
}

function audienceOf(values: Values): Audience {
  switch (requiredChoice(recipientsField, values)) {
    case 'all':
      return { type: 'all' };
    case 'tags':
      return { type: 'tags', value: notEmpty(tagsOf(values), 'Tags') };
    case 'contacts':
      return { type: 'explicit', value: notEmpty(contactsOf(values), 'Contacts') };
    case 'group':
      return { type: 'group', groupId: required(wordIn(values, groupField.key), groupField.label) };
  }
}

function notEmpty(items: string[], label: string): string[] {
  if (items.length === 0)
    throw new Problem('error', `${label} is empty. Fill in ${label} and try again. Nothing was created.`);
  return items;
}
