import { campaignField } from '../fields/campaign.ts';
import { membersOf } from '../fields/group.ts';
import { checkVariables } from '../fields/template.ts';
import { isId, required, type Values, wordIn } from '../fields/values.ts';
import type { CampaignInput, Outgoing } from '../msgflash/operations.ts';
import { Problem } from '../problem.ts';
import { knownTemplate } from '../run/cache/templates.ts';
import type { Run } from '../run/types.ts';
import type { Named } from './names.ts';

/** Each name costs a request of its own. */
const MAX_NAMES = 20;

/**
 * The id of what a field names: itself when it is one, else the only one with exactly that name (or number), for one request.
 *
 * @param values the step's values, for the country of a contact's number
 * @param wayOut what the sentence suggests, when the usual advice does not apply
 * @throws Problem `error` when none or several have that name
 */
export async function idOf(run: Run, kind: Named, written: string, values: Values, wayOut?: string): Promise<string> {
  if (isId(written)) return written;
  const { idNamed } = await import('./names.ts');
  return idNamed(run, kind, written, values, wayOut);
}

/** The same for several contacts, each once. */
export async function contactIds(run: Run, written: readonly string[], values: Values): Promise<string[]> {
  const names = written.filter((item) => !isId(item));
  if (names.length > MAX_NAMES) {
    throw new Problem(
      'error',
      `Contacts holds ${names.length} names or numbers, and this step looks up at most ${MAX_NAMES}. Map the Contact ID of Find Contact instead. Nothing was done.`,
    );
  }
  const ids: string[] = [];
  for (const item of written) ids.push(await idOf(run, 'contact', item, values));
  return [...new Set(ids)];
}

/** A message or a campaign with ids where people wrote names. Comes after every check that costs no request. */
export async function withIds<T extends Outgoing | CampaignInput>(run: Run, input: T, values: Values): Promise<T> {
  const instanceId = await idOf(run, 'instance', input.instanceId, values);
  const template = 'templateId' in input && { templateId: await idOf(run, 'template', input.templateId, values) };
  if (template) {
    const known = await knownTemplate(run, template.templateId);
    if (known) checkVariables(known, values);
  }
  const contact = 'contactId' in input &&
    input.contactId && { contactId: await idOf(run, 'contact', input.contactId, values) };
  const audience = 'recipients' in input && { recipients: await audienceOf(run, input.recipients, values) };
  return { ...input, instanceId, ...template, ...contact, ...audience };
}

async function audienceOf(run: Run, audience: CampaignInput['recipients'], values: Values) {
  if (audience.type === 'group') return { ...audience, groupId: await idOf(run, 'group', audience.groupId, values) };
  if (audience.type === 'explicit') return { ...audience, value: await contactIds(run, audience.value, values) };
  return audience;
}

/** The campaign that is meant. @throws Problem when none or several are */
export async function campaignIdOf(run: Run, values: Values): Promise<string> {
  return idOf(run, 'campaign', required(wordIn(values, campaignField.key), campaignField.label), values);
}

/** A group and the contacts that are to join or leave it, with ids where people wrote names. */
export async function memberIds(run: Run, values: Values): Promise<{ groupId: string; contactIds: string[] }> {
  const written = membersOf(values);
  const groupId = await idOf(run, 'group', written.groupId, values);
  return { groupId, contactIds: await contactIds(run, written.contactIds, values) };
}
