import { phoneOf } from '../fields/recipient.ts';
import { isSameName, type Values } from '../fields/values.ts';
import { listContacts, listGroups, listTemplates } from '../msgflash/operations.ts';
import { Problem, shorten } from '../problem.ts';
import { isNumberOf } from '../records/person.ts';
import { e164 } from '../records/phone.ts';
import { templateLabel } from '../records/template.ts';
import { knownCampaigns } from '../run/cache/campaigns.ts';
import { currentInstances, type KnownInstance } from '../run/cache/instances.ts';
import { rememberTemplate } from '../run/cache/templates.ts';
import type { Connection } from '../run/connection.ts';
import type { Run } from '../run/types.ts';
import { contactByPhone } from './exact.ts';
import { searchText } from './pages.ts';

/** What people can give by name instead of by ID. */
export type Named = 'instance' | 'template' | 'group' | 'contact' | 'campaign';

/** What matches, and whether the whole list was read (false if there are more pages). */
interface Matches {
  meant: readonly { id: string }[];
  isWhole: boolean;
}

/**
 * Finds the ID of what has exactly this name.
 *
 * @param advice what the error suggests, if not the usual advice
 * @throws Problem `error` if none or several have this name, or if there are too many to read
 */
export async function idNamed(
  run: Run,
  kind: Named,
  written: string,
  values: Values,
  advice = KINDS[kind].advice,
): Promise<string> {
  const { label, find } = KINDS[kind];
  const { meant, isWhole } = await find(run, written, values);
  const [found] = meant;
  if (found && meant.length === 1 && isWhole) return found.id;
  const name = shorten(written, 60);
  if (meant.length > 1) {
    throw new Problem('error', `“${name}” in ${label} fits ${meant.length} ${kind}s. ${advice}. Nothing was done.`);
  }
  throw isWhole
    ? new Problem('error', `No ${kind} in MsgFlash fits “${name}” in ${label}. ${advice}. Nothing was done.`)
    : new Problem('error', `There are too many ${kind}s to find “${name}” in ${label}. ${advice}. Nothing was done.`);
}

/** A label from the dropdown of instances or contacts: a name, then a number. */
const NUMBER_BEHIND = /^(.+) · (\+[\d\s]+)$/;
/** The status at the end of an instance's label. It may have changed since the label was copied. */
const STATUS_BEHIND = / · (?:connect|not connected|suspended)[^·]*$/i;

/**
 * The instances that a text means: those with this ID or name, else with this label in the dropdown, else with this
 * number in any spelling. Only whole names and numbers match, so that no message is sent from a similar number.
 */
export async function instancesMeant<T extends KnownInstance>(
  all: readonly T[],
  written: string,
  connection: Connection,
): Promise<T[]> {
  const exact = named(all, written);
  if (exact.length > 0) return exact;
  const listed = written.replace(STATUS_BEHIND, '');
  const [, label, number = null] = NUMBER_BEHIND.exec(listed) ?? [];
  if (label !== undefined) {
    return all.filter(({ name, waNumber }) => isSameName(name, label) && isNumberOf(waNumber, e164(number)));
  }
  const unnumbered = listed === written ? [] : all.filter(({ name }) => isSameName(name, listed));
  if (unnumbered.length > 0) return unnumbered;
  const withNumber = (person: string | null) => all.filter(({ waNumber }) => isNumberOf(waNumber, person));
  const asItStands = withNumber(e164(listed) ?? e164(bareDigits(listed)));
  return asItStands.length > 0 ? asItStands : withNumber(await numberIn(listed, {}, connection));
}

/** The digits of a number without its `+`; null for a text with letters in it. */
function bareDigits(text: string): string | null {
  return /\p{L}/u.test(text) ? null : text.normalize('NFKC').replace(/\D/g, '').replace(/^00/, '');
}

/** Whether a text can only be a number. A name may contain a few digits. */
function isNumber(text: string): boolean {
  return hasNumber(text) && !/\p{L}{2}/u.test(text);
}

function hasNumber(text: string): boolean {
  return (text.match(/\p{Nd}/gu) ?? []).length >= 6;
}

/** The number in a text; null if there is none that can be read, so that the text may be a name. */
async function numberIn(text: string, values: Values, connection: Connection): Promise<string | null> {
  if (!hasNumber(text)) return null;
  return phoneOf({ ...values, text }, 'text', '', connection).catch((error: unknown) => {
    if (error instanceof Problem) return null;
    throw error;
  });
}

const KINDS: Readonly<
  Record<Named, { label: string; advice: string; find(run: Run, written: string, values: Values): Promise<Matches> }>
> = {
  instance: {
    label: 'Instance',
    advice: 'Choose one from the list, or map the ID of Find Instance',
    find: async (run, written) => {
      const meant = await instancesMeant(await currentInstances(run), written, run.connection);
      return { meant, isWhole: true };
    },
  },
  template: {
    label: 'Template',
    advice: 'Choose one from the list, or map the ID of Find Template',
    find: async (run, written) => {
      const { items, total } = await listTemplates(run.api, 1);
      const meant = named(items, written, templateLabel);
      // The list includes the variables, so their values can be checked without another request.
      const [template] = meant;
      if (template && meant.length === 1) await rememberTemplate(run, template);
      return { meant, isWhole: items.length < 100 || total === items.length };
    },
  },
  group: {
    label: 'Group',
    advice: 'Choose one from the list, or map the ID of Find Group',
    find: async ({ api }, written) => {
      // A label ends with the number of contacts, which may have changed since it was copied.
      const name = written.replace(/ · \d+ contacts?$/i, '');
      const page = await listGroups(api, { search: searchText(name) });
      const exact = named(page.items, written);
      return { meant: exact.length > 0 ? exact : named(page.items, name), isWhole: !page.hasMore };
    },
  },
  contact: {
    label: 'Contact',
    advice: 'Choose one from the list, or map the ID of Find Contact',
    find: async ({ api, connection }, written, values) => {
      const text = NUMBER_BEHIND.exec(written)?.[2] ?? written;
      const phone = isNumber(text)
        ? await phoneOf({ ...values, text }, 'text', 'Contact', connection)
        : await numberIn(text, values, connection);
      if (phone === null) {
        const page = await listContacts(api, { search: searchText(written) });
        return { meant: named(page.items, written), isWhole: !page.hasMore };
      }
      const contact = await contactByPhone(api, phone);
      return { meant: contact ? [contact] : [], isWhole: true };
    },
  },
  campaign: {
    label: 'Campaign',
    advice: 'Choose one from the list, or map the ID of a campaign',
    find: async (run, written) => ({ meant: named(await knownCampaigns(run), written), isWhole: true }),
  },
};

/** The items with this ID or name, else with this label in the dropdown. */
function named<T extends { id: string; name: string | null }>(
  items: readonly T[],
  written: string,
  labelOf?: (item: T) => string,
): T[] {
  const exact = items.filter(({ id, name }) => id === written || isSameName(name, written));
  return exact.length > 0 || !labelOf ? exact : items.filter((item) => isSameName(labelOf(item), written));
}
