import { allFaults } from './matrix-faults.ts';
import type { Role } from './matrix-places.ts';
import type { Finding } from './matrix-play.ts';
import type { Table } from './report.ts';

/** What the roles of operations are called in the tables. */
const ROLES: Readonly<Record<Role, string>> = {
  send: 'sending',
  found: 'looking up a message that was accepted',
  absent: 'looking up a message that was not accepted',
  shown: 'looking up what a write left behind',
  after: 'after acceptance, or only nice to have',
  check: 'checks before sending',
  write: 'other writes',
  read: 'reads of a live step',
  editor: 'lists, fields, samples',
  file: 'fetching the file of a message',
  connect: 'connection test',
  load: 'loading the message of an event',
  subscribe: 'subscribing',
  cleanup: 'tidying up after subscribing',
  unsubscribe: 'unsubscribing',
};

/** Which operations of which steps stand behind the name of a group. */
export function placesTable(findings: readonly Finding[]): Table {
  const groups = grouped(findings, ({ place }) => place.role);
  return {
    title: 'Operations',
    headings: ['group', 'operations of steps'],
    rows: [...groups].map(([role, members]) => [ROLES[role], [...new Set(members.map(nameOf))].join('; ')]),
  };
}

function nameOf({ place }: Finding): string {
  return `${place.step}: ${place.operation}`;
}

/** Kinds of faults, each a table of its own. */
const FAMILIES: readonly [title: string, isOne: (finding: Finding) => boolean][] = [
  ['No answer, or a 5xx', ({ fault }) => fault.nature === 'unreached' || fault.nature === 'silent'],
  ['Limits', ({ fault }) => fault.name.startsWith('429')],
  ['Refusals', ({ fault }) => fault.nature === 'refused'],
  ['Answers that cannot be used', ({ fault }) => fault.nature === 'unreadable'],
  ['Odd answers that can be used, or may be', () => true],
];

/** Equal outcomes together: a row says which faults lead to it, and in which groups of operations. */
export function outcomeTables(findings: readonly Finding[]): Table[] {
  const sizes = new Map(
    [...grouped(findings, ({ place }) => place.role)].map(([role, all]) => [role, places(all).size]),
  );
  const families = grouped(findings, (finding) => FAMILIES.find(([, isOne]) => isOne(finding))?.[0] ?? '');
  return FAMILIES.flatMap(([title]) => {
    const members = families.get(title);
    return members
      ? [{ title, headings: ['outcome', 'what the user reads', 'where', 'faults'], rows: rowsOf(members, sizes) }]
      : [];
  });
}

function rowsOf(findings: readonly Finding[], sizes: ReadonlyMap<Role, number>): string[][] {
  // One row for each fault and ending, then those that differ by the fault alone made one.
  const endings = grouped(findings, (finding) => `${finding.fault.name}\n${endingOf(finding).join('\n')}`);
  const rows = [...endings.values()].map((members) => {
    const [first] = members;
    return { ending: first ? endingOf(first) : [], where: whereOf(members, sizes), fault: first?.fault.name ?? '' };
  });
  return [...grouped(rows, ({ ending, where }) => [...ending, where].join('\n')).values()]
    .map((same) => {
      const [first] = same;
      return [...(first?.ending ?? []), first?.where ?? '', briefly(same.map(({ fault }) => fault))];
    })
    .sort((a, b) => ORDER.indexOf(a[0] ?? '') - ORDER.indexOf(b[0] ?? ''));
}

/** Names of faults, those of one status or one code together where all of them are meant. */
function briefly(names: readonly string[]): string {
  const every = allFaults.map(({ name }) => name);
  const groupOf = (name: string) => /^(40[0-9]|429 \w+|422)/.exec(name)?.[1] ?? name;
  return [...grouped(names, groupOf)]
    .map(([group, some]) => {
      const all = every.filter((name) => groupOf(name) === group);
      if (some.length === 1 || some.length < all.length) return some.join('; ');
      return group.startsWith('429')
        ? `${group}, with and without Retry-After`
        : `every ${group} (${all.length} codes)`;
    })
    .join('; ');
}

const ORDER = ['success', 'throttled', 'halted', 'errored', 'reconnect'];

function endingOf({ seen }: Finding): [outcome: string, sentence: string] {
  const { outcome, message } = seen.run;
  // Ids and ports differ from run to run; sentences have none, but a broken one might.
  return [outcome, message.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|127\.0\.0\.1:\d+/g, '…')];
}

/** Groups by their names where the ending holds for all of a group, single steps otherwise. */
function whereOf(members: readonly Finding[], sizes: ReadonlyMap<Role, number>): string {
  return [...grouped(members, ({ place }) => place.role)]
    .map(([role, some]) =>
      places(some).size === sizes.get(role)
        ? ROLES[role]
        : `${ROLES[role]} (${[...new Set(some.map(({ place }) => place.step))].join(', ')})`,
    )
    .join('; ');
}

function places(findings: readonly Finding[]): Set<unknown> {
  return new Set(findings.map(({ place }) => place));
}

function grouped<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
