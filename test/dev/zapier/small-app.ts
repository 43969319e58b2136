import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import zapier from 'zapier-platform-core';

// Core compiles the app anew for every run, which takes its time on a busy machine.
interface Z {
  request(options: object): Promise<{ data: unknown; status: number }>;
  cache: {
    get(key: string, scope?: string[]): Promise<unknown>;
    set(key: string, value: unknown, ttl?: number | null, scope?: string[] | null, nx?: boolean): Promise<unknown>;
    delete(key: string, scope?: string[]): Promise<unknown>;
  };
  cursor: { get(): Promise<string | null>; set(cursor: string): Promise<null> };
  console: Console;
  dehydrateFile(method: unknown, input: object): string;
  stashFile(data: unknown, length?: number, filename?: string, type?: string): Promise<string>;
}

export interface Bundle {
  authData: Record<string, string>;
  inputData: Record<string, unknown>;
  inputDataRaw: Record<string, unknown>;
  meta: Record<string, unknown>;
  subscribeData: Record<string, unknown>;
  targetUrl: string;
  rawRequest: { method: string; querystring: string; headers: Record<string, string>; content: string };
  cleanedRequest: Record<string, unknown>;
}

export type Perform = (z: Z, bundle: Bundle) => unknown;

const { errors } = zapier;
const display = (label: string) => ({ label, description: `Does ${label.toLowerCase()} for the tests.` });

/** An app whose create `act` and search `look` do what a test says, and which otherwise talks to a tiny API. */
export function smallApp(parts: {
  api?: string;
  act?: Perform;
  look?: Perform;
  hook?: Perform;
  subscribe?: Perform;
  unsubscribe?: Perform;
  inputFields?: readonly unknown[];
  flags?: object;
}) {
  const api = parts.api ?? 'http://127.0.0.1:1';
  const photo: Perform = (z, bundle) =>
    z.stashFile(z.request({ url: `${api}/photo/${bundle.inputData.id}`, raw: true }));
  return {
    version: '1.0.0',
    platformVersion: '19.1.0',
    flags: { cleanInputData: false, ...parts.flags },
    authentication: {
      type: 'custom',
      fields: [
        { key: 'api_key', label: 'API Key', type: 'password' },
        { key: 'team', label: 'Team', required: false },
      ],
      connectionLabel: '{{account__name}} ({{team}})',
      test: async (_z: Z, bundle: Bundle) => {
        if (bundle.authData.api_key === 'wrong') {
          throw new errors.Error('This key is not known.', 'AuthenticationError', 401);
        }
        return { account: { name: 'Ann' }, testing: bundle.meta.isTestingAuth };
      },
    },
    hydrators: { photo },
    creates: {
      act: {
        key: 'act',
        noun: 'Thing',
        display: display('Act'),
        operation: {
          inputFields: parts.inputFields ?? [],
          perform: parts.act ?? ((_z: Z, bundle: Bundle) => ({ id: 1, ...bundle.inputData })),
          sample: { id: 1 },
        },
      },
    },
    searches: {
      look: {
        key: 'look',
        noun: 'Thing',
        display: display('Find Thing'),
        operation: {
          inputFields: [{ key: 'name', label: 'Name' }],
          perform: parts.look ?? (() => []),
          sample: { id: 1 },
        },
      },
    },
    searchOrCreates: { look: { key: 'look', search: 'look', create: 'act', display: display('Find or Create Thing') } },
    triggers: {
      things: {
        key: 'things',
        noun: 'Thing',
        display: { ...display('Things'), hidden: true },
        operation: {
          canPaginate: true,
          perform: async (z: Z, bundle: Bundle) => {
            const cursor = bundle.meta.page === 0 ? '0' : await z.cursor.get();
            const { data } = await z.request({ url: `${api}/things?after=${cursor}` });
            const { items, next } = data as { items: { id: number; name: string }[]; next: string };
            await z.cursor.set(next);
            return items;
          },
        },
      },
      happened: {
        key: 'happened',
        noun: 'Event',
        display: { label: 'Event Happened', description: 'Triggers when an event happens.' },
        operation: {
          type: 'hook',
          inputFields: [{ key: 'kind', label: 'Kind' }],
          performSubscribe: parts.subscribe ?? ((_z: Z, bundle: Bundle) => ({ id: 7, url: bundle.targetUrl })),
          performUnsubscribe: parts.unsubscribe ?? (() => ({})),
          perform: parts.hook ?? ((_z: Z, bundle: Bundle) => [bundle.cleanedRequest]),
          performList: (_z: Z, bundle: Bundle) => [{ id: 1, sample: bundle.meta.isLoadingSample }],
          sample: { id: 1 },
        },
      },
    },
  };
}

/** A local server that answers as the test says. */
export async function tinyApi(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ url: string; seen: string[] }> {
  const seen: string[] = [];
  const server: Server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  open.add(server);
  return { url: `http://127.0.0.1:${port}`, seen };
}

const open = new Set<Server>();

/** Closes every server that a test opened, also after a failed test. */
export async function closeApis(): Promise<void> {
  for (const server of open) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  open.clear();
}

export const json = (response: ServerResponse, body: unknown) =>
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
