import type { PlainInputField } from 'zapier-platform-core';
import { countryField } from './recipient.ts';
import { textsIn, type Values, wordIn } from './values.ts';

/** What most people never need, folded away at the end of every send and schedule step. */
export const moreOptions = { key: 'more_options', label: 'More Options', emphasize: false } as const;

export const moreOptionFields = [
  { ...countryField, group: moreOptions.key },
  {
    key: 'checks',
    label: 'Check Before Sending',
    type: 'string',
    required: false,
    list: true,
    choices: {
      instance_connected: 'The instance is connected (1 API request)',
      recipient_on_whatsapp: 'The recipient is on WhatsApp (1 API request)',
    },
    helpText: 'The step stops when a check fails, and nothing is sent.',
    group: moreOptions.key,
  },
  {
    key: 'send_once_per',
    label: 'Send Only Once For',
    type: 'string',
    required: false,
    helpText:
      'Holds back a repeated message, for instance when a Zap is replayed, for up to 7 days. Choose what must differ for each order, appointment or lead, such as the order number.',
    group: moreOptions.key,
  },
] as const satisfies PlainInputField[];

/** What is to be true before a message goes out. */
export type Check = 'instance_connected' | 'recipient_on_whatsapp';

/** The checks that were chosen; anything else in the field is no check. */
export function checksOf(values: Values): Check[] {
  return textsIn(values, 'checks').filter(
    (check): check is Check => check === 'instance_connected' || check === 'recipient_on_whatsapp',
  );
}

/** What the message may be sent only once for; '' when nothing is protected. */
export function onceOf(values: Values): string {
  return wordIn(values, 'send_once_per');
}
