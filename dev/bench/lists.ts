/**
 * What lists cost at size: requests for each page that a person opens, and the connector's memory after many of them.
 * The floor is the same in an account of a hundredth of the size: neither figure may grow with the account.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { demo } from '../msgflash/demo.ts';
import { type Connection, startZapier, type Zapier } from '../zapier/index.ts';
import type { Table } from './table.ts';

interface Size {
  contacts: number;
  templates: number;
  groups: number;
}

const SIZES: Record<'floor' | 'large', Size> = {
  floor: { contacts: 1_000, templates: 500, groups: 200 },
  large: { contacts: 100_000, templates: 5_000, groups: 2_000 },
};
const PAGES = 20;

/** Field by field: the list that feeds it, and how many pages are opened of it. */
const LISTS = [
  { label: 'Instance', step: 'creates.send_message', field: 'instance_id', input: {}, pages: 1 },
  { label: 'Template', step: 'creates.send_template_message', field: 'template_id', input: {}, pages: 5 },
  { label: 'Contact', step: 'creates.add_contact_to_group', field: 'contact_ids', input: {}, pages: 10 },
  { label: 'Group', step: 'creates.add_contact_to_group', field: 'group_id', input: {}, pages: 2 },
] as const;

interface Figures {
  requests: { label: string; pages: number; shown: number; requests: number }[];
  findContact: number;
  heapKb: number;
}

export async function benchLists(): Promise<Table[]> {
  const { default: app }: { default: object } = await import(new URL('../../dist/index.js', import.meta.url).href);
  const floor = await measure(app, SIZES.floor);
  const large = await measure(app, SIZES.large);
  return [
    {
      title: 'Lists: API requests',
      headings: ['list', 'pages', 'floor', 'large', 'large, per page'],
      rows: [
        ...large.requests.map(({ label, pages, requests }, index) => [
          label,
          pages,
          floor.requests[index]?.requests ?? 0,
          requests,
          requests / pages,
        ]),
        ['Find Contact by number', 1, floor.findContact, large.findContact, large.findContact],
      ],
      note: `Floor: ${describe(SIZES.floor)}. Large: ${describe(SIZES.large)}.`,
    },
    {
      title: `Memory held by the connector after ${PAGES} more pages of contacts`,
      headings: ['', 'floor', 'large'],
      rows: [['heap growth, KB', floor.heapKb, large.heapKb]],
    },
  ];
}

function describe({ contacts, templates, groups }: Size): string {
  const count = (value: number) => value.toLocaleString('en');
  return `${count(contacts)} contacts, ${count(templates)} templates, ${count(groups)} groups`;
}

async function measure(app: object, { contacts, templates, groups }: Size): Promise<Figures> {
  const server = fork(join(import.meta.dirname, 'server.ts'), [contacts, templates, groups].map(String), {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const [url] = await once(server, 'message');
  const zapier = await startZapier({ app, env: { MSGFLASH_API_URL: url } });
  try {
    const connection = await zapier.connect({ api_key: demo.key, default_country: 'FR' });
    const requests = [];
    for (const list of LISTS) requests.push(await openList(zapier, connection, list, url));
    const before = await countRequests(url);
    await zapier.run(connection, 'searches.find_contact', { phone: demo.numbers.awa });
    const findContact = (await countRequests(url)) - before;
    return { requests, findContact, heapKb: await heapGrowth(zapier, connection) };
  } finally {
    await zapier.close();
    server.disconnect();
  }
}

async function openList(zapier: Zapier, connection: Connection, list: (typeof LISTS)[number], url: string) {
  const before = await countRequests(url);
  let shown = 0;
  for (let page = 0; page < list.pages; page++) {
    const { choices } = await zapier.dropdown(connection, list.step, list.field, { page, input: list.input });
    if (choices.length === 0) throw new Error(`Page ${page} of ${list.label} is empty.`);
    shown += choices.length;
  }
  return { label: list.label, pages: list.pages, shown, requests: (await countRequests(url)) - before };
}

/** What stays on the heap after more pages; the garbage is collected before and after. */
async function heapGrowth(zapier: Zapier, connection: Connection): Promise<number> {
  if (!global.gc) throw new Error('Start Node with --expose-gc.');
  const used = () => {
    global.gc?.();
    return process.memoryUsage().heapUsed;
  };
  const before = used();
  for (let page = 0; page < PAGES; page++) {
    await zapier.dropdown(connection, 'creates.add_contact_to_group', 'contact_ids', { page: page % 10 });
  }
  return Math.round((used() - before) / 1024);
}

async function countRequests(url: string): Promise<number> {
  const response = await fetch(`${url}/control/mark`);
  const { data }: { data: number } = JSON.parse(await response.text());
  return data;
}
