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

/** What people may name where an id is wanted. */
export type Named = 'instance' | 'template' | 'group' | 'contact' | 'campaign';

/** What was found: what matches, and whether the list went on behind it. */
interface Matches {
  meant: readonly { id: string }[];
  isWhole: boolean;
}

/**
 * Finds what has exactly this name.
 *
 * @param wayOut what the sentence suggests, when the usual advice does not apply
 * @throws Problem `error` when none or several have it
 */
export async function idNamed(
  run: Run,
  kind: Named,
  written: string,
  values: Values,
  wayOut = KINDS[kind].wayOut,
): Promise<string> {
  const { label, find } = KINDS[kind];
  const { meant, isWhole } = await find(run, written, values);
  const [found] = meant;
  if (found && meant.length === 1 && isWhole) return found.id;
  const name = shorten(written, 60);
  if (meant.length > 1) {
    throw new Problem('error', `“${name}” in ${label} fits ${meant.length} ${kind}s. ${wayOut}. Nothing was done.`);
  }
  throw isWhole
    ? new Problem('error', `No ${kind} in MsgFlash fits “${name}” in ${label}. ${wayOut}. Nothing was done.`)
    : new Problem('error', `There are too many ${kind}s to find “${name}” in ${label}. ${wayOut}. Nothing was done.`);
}

/** A label in the list of instances or contacts: a name, then a number. */
const NUMBER_BEHIND = /^(.+) · (\+[\d\s]+)$/;
/** The end of an instance's label: its status, which may have changed since the label was copied. */
const STATUS_BEHIND = / · (?:connect|not connected|suspended)[^·]*$/i;

/**
 * The instances that a text means: those with this id or name, else with this label in the list, else with this number in
 * any spelling. Whole names and whole numbers only: a message must not go out from a number that merely looks alike.
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

/** A text that can only be a number; a name may have a few digits in it. */
function isNumber(text: string): boolean {
  return hasNumber(text) && !/\p{L}{2}/u.test(text);
}

function hasNumber(text: string): boolean {
  return (text.match(/\p{Nd}/gu) ?? []).length >= 6;
}

/** The number in a text, null where it holds none or may also be a name. */
async function numberIn(text: string, values: Values, connection: Connection): Promise<string | null> {
  if (!hasNumber(text)) return null;
  return phoneOf({ ...values, text }, 'text', '', connection).catch((error: unknown) => {
    if (error instanceof Problem) return null;
    throw error;
  });
}

const KINDS: Readonly<
  Record<Named, { label: string; wayOut: string; find(run: Run, written: string, values: Values): Promise<Matches> }>
> = {
  instance: {
    label: 'Instance',
    wayOut: 'Choose one from the list, or map the ID of Find Instance',
    find: async (run, written) => {
      const meant = await instancesMeant(await currentInstances(run), written, run.connection);
      return { meant, isWhole: true };
    },
  },
  template: {
    label: 'Template',
    wayOut: 'Choose one from the list, or map the ID of Find Template',
    find: async (run, written) => {
      const { items, total } = await listTemplates(run.api, 1);
      const meant = named(items, written, templateLabel);
      // Its variables came along: the values for them can be checked without another request.
      const [template] = meant;
      if (template && meant.length === 1) await rememberTemplate(run, template);
      return { meant, isWhole: items.length < 100 || total === items.length };
    },
  },
  group: {
    label: 'Group',
    wayOut: 'Choose one from the list, or map the ID of Find Group',
    find: async ({ api }, written) => {
      // The list shows how many contacts a group has, which may have changed.
      const name = written.replace(/ · \d+ contacts?$/i, '');
      const page = await listGroups(api, { search: searchText(name) });
      const exact = named(page.items, written);
      return { meant: exact.length > 0 ? exact : named(page.items, name), isWhole: !page.hasMore };
    },
  },
  contact: {
    label: 'Contact',
    wayOut: 'Choose one from the list, or map the ID of Find Contact',
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
    wayOut: 'Choose one from the list, or map the ID of a campaign',
    find: async (run, written) => ({ meant: named(await knownCampaigns(run), written), isWhole: true }),
  },
};

/** What has this id or name, else this label in its list. */
function named<T extends { id: string; name: string | null }>(
  items: readonly T[],
  written: string,
  labelOf?: (item: T) => string,
): T[] {
  const exact = items.filter(({ id, name }) => id === written || isSameName(name, written));
  return exact.length > 0 || !labelOf ? exact : items.filter((item) => isSameName(labelOf(item), written));
}
