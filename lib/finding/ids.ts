import { campaignField } from '../fields/campaign.ts';
import { membersOf } from '../fields/group.ts';
import { checkVariables } from '../fields/template.ts';
import { isId, required, type Values, wordIn } from '../fields/values.ts';
import type { CampaignInput, Outgoing } from '../msgflash/operations.ts';
import { Problem } from '../problem.ts';
import { knownTemplate } from '../run/cache/templates.ts';
import type { Run } from '../run/types.ts';
import type { Named } from './names.ts';

/** Each name costs a request. */
const MAX_NAMES = 20;

/**
 * The ID that a field means. An ID is returned as it is; a name or number is looked up, which costs one request.
 *
 * @param written the trimmed text of the field
 * @param values the step's values, for the country of a contact's number
 * @param advice what the error suggests, if not the usual advice
 * @throws Problem `error` if none or several match exactly
 */
export async function idOf(run: Run, kind: Named, written: string, values: Values, advice?: string): Promise<string> {
  if (isId(written)) return written;
  const { idNamed } = await import('./names.ts');
  return idNamed(run, kind, written, values, advice);
}

/** The same for several contacts, without duplicates. @throws Problem `error`, also for more than `MAX_NAMES` names */
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

/**
 * Replaces names in a message or campaign by IDs. Call it after every check that needs no request.
 *
 * @throws as `idOf`
 */
export async function withIds<T extends Outgoing | CampaignInput>(run: Run, input: T, values: Values): Promise<T> {
  const instanceId = await idOf(run, 'instance', input.instanceId, values);
  const template = 'templateId' in input && { templateId: await idOf(run, 'template', input.templateId, values) };
  if (template) {
    const cached = await knownTemplate(run, template.templateId);
    if (cached) checkVariables(cached, values);
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

/** The ID of the campaign in the Campaign field. @throws as `idOf`, also if the field is empty */
export async function campaignIdOf(run: Run, values: Values): Promise<string> {
  return idOf(run, 'campaign', required(wordIn(values, campaignField.key), campaignField.label), values);
}

/** The IDs of a group and of the contacts to add or remove. @throws as `idOf` */
export async function memberIds(run: Run, values: Values): Promise<{ groupId: string; contactIds: string[] }> {
  const written = membersOf(values);
  const groupId = await idOf(run, 'group', written.groupId, values);
  return { groupId, contactIds: await contactIds(run, written.contactIds, values) };
}
