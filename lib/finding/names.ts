import { phoneOf } from '../fields/recipient.ts';
import type { Values } from '../fields/values.ts';
import { listContacts, listGroups, listTemplates } from '../msgflash/operations.ts';
import { Problem, shorten } from '../problem.ts';
import { samePerson } from '../records/person.ts';
import { e164 } from '../records/phone.ts';
import { knownCampaigns } from '../run/cache/campaigns.ts';
import { currentInstances } from '../run/cache/instances.ts';
import type { Run } from '../run/types.ts';
import { folded, searchText } from './pages.ts';

/** What people may name where an id is wanted. */
export type Named = 'instance' | 'template' | 'group' | 'contact' | 'campaign';

/** What was found: the ids that match, and whether the list went on behind them. */
interface Matches {
  ids: string[];
  isWhole: boolean;
}

/** Finds what has exactly this name. @throws Problem `error` when none or several have it */
export async function idNamed(run: Run, kind: Named, written: string, values: Values): Promise<string> {
  const { label, find, wayOut } = KINDS[kind];
  const { ids, isWhole } = await find(run, written, values);
  const [id] = ids;
  if (id !== undefined && ids.length === 1 && isWhole) return id;
  const name = shorten(written, 60);
  if (ids.length > 1) {
    throw new Problem('error', `“${name}” in ${label} fits ${ids.length} ${kind}s. ${wayOut}; nothing was done.`);
  }
  throw isWhole
    ? new Problem('error', `No ${kind} in MsgFlash fits “${name}” in ${label}. ${wayOut}; nothing was done.`)
    : new Problem('error', `There are too many ${kind}s to find “${name}” in ${label}. ${wayOut}; nothing was done.`);
}

const isNumber = (written: string) => !/\p{L}{2}/u.test(written) && (written.match(/\p{Nd}/gu) ?? []).length >= 6;

const KINDS: Readonly<
  Record<Named, { label: string; wayOut: string; find(run: Run, written: string, values: Values): Promise<Matches> }>
> = {
  instance: {
    label: 'Instance',
    wayOut: 'Choose one from the list, or map the ID of Find Instance',
    find: async (run, written) => {
      const all = await currentInstances(run);
      const number = written.replace(/[^+\p{Nd}]/gu, '');
      const isSame = (waNumber: string | null) => {
        const own = e164(waNumber);
        return own !== null && isNumber(written) && samePerson(own, number.startsWith('+') ? number : `+${number}`);
      };
      const named = all.filter(({ id, name }) => id === written || folded(name) === folded(written));
      const meant = named.length > 0 ? named : all.filter(({ waNumber }) => isSame(waNumber));
      return { ids: meant.map(({ id }) => id), isWhole: true };
    },
  },
  template: {
    label: 'Template',
    wayOut: 'Choose one from the list, or map the ID of Find Template',
    find: async ({ api }, written) => {
      const { items, total } = await listTemplates(api, 1);
      return { ids: named(items, written), isWhole: items.length < 100 || total === items.length };
    },
  },
  group: {
    label: 'Group',
    wayOut: 'Choose one from the list, or map the ID of Find Group',
    find: async ({ api }, written) => {
      const page = await listGroups(api, { search: searchText(written) });
      return { ids: named(page.items, written), isWhole: !page.hasMore };
    },
  },
  contact: {
    label: 'Contact',
    wayOut: 'Choose one from the list, or map the ID of Find Contact',
    find: async ({ api, connection }, written, values) => {
      if (!isNumber(written)) {
        const page = await listContacts(api, { search: searchText(written) });
        return { ids: named(page.items, written), isWhole: !page.hasMore };
      }
      const phone = await phoneOf({ ...values, contact: written }, 'contact', 'Contact', connection);
      // Without the +, since some generations of the API keep numbers without.
      const page = await listContacts(api, { search: phone.slice(1) });
      const meant = page.items.filter((contact) => {
        const own = e164(contact.phone);
        return own !== null && samePerson(own, phone);
      });
      return { ids: meant.map(({ id }) => id), isWhole: !page.hasMore };
    },
  },
  campaign: {
    label: 'Campaign',
    wayOut: 'Choose one from the list, or map the ID of a campaign',
    find: async (run, written) => ({ ids: named(await knownCampaigns(run), written), isWhole: true }),
  },
};

function named(items: readonly { id: string; name: string | null }[], written: string): string[] {
  return items.filter(({ id, name }) => id === written || folded(name) === folded(written)).map(({ id }) => id);
}
