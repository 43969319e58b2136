import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import type { Connection, Connections } from './connections.ts';
import type { Files, StoredFile } from './files.ts';
import { bundleMeta } from './meta.ts';
import type { Runner, RunRecord } from './runner.ts';

const POINTER = /hydrate\|\|\|([\s\S]+?)\|\|\|hydrate/;

const Payload = z.object({ type: z.string(), method: z.string(), bundle: z.record(z.string(), z.unknown()) });
type Payload = z.infer<typeof Payload>;

/** The result of hydrating a pointer. */
export interface Hydrated {
  /** The file that the hydrator stored, if it stored one. */
  file: StoredFile | null;
  /** The hydrator's return value: for a file, its URL. */
  value: unknown;
  run: RunRecord;
}

export interface Hydration {
  /**
   * Runs the hydrator of a pointer.
   *
   * @param text contains a `hydrate|||…|||hydrate` pointer
   * @param connection its authentication is used; by default the connection whose run output the pointer
   * @throws Error if the text has no pointer, or no run output it
   */
  hydrate(text: string, connection?: Connection): Promise<Hydrated>;
  /**
   * Replaces the pointers in a value that is mapped into a step: a file by a link, anything else by its hydrated value.
   */
  filled(value: unknown, connection: Connection): Promise<unknown>;
  /** The file at a link made by `filled`; null for any other link, or if the hydrator failed. */
  download(link: string): Promise<StoredFile | null>;
}

interface Parts {
  runner: Runner;
  files: Files;
  connections: Connections;
  timezone: string;
  base(): string;
}

export function createHydration({ runner, files, connections, timezone, base }: Parts): Hydration {
  const links = new Map<string, { pointer: string; connection: Connection }>();

  async function hydrate(text: string, given?: Connection): Promise<Hydrated> {
    const { pointer, payload } = read(text);
    const connection = given ?? connectionOf(pointer);
    const run = await runner.run({
      step: payload.method,
      method: payload.method,
      token: connections.tokenOf(connection.id),
      connectionId: connection.id,
      bundle: () => ({ authData: connection.authData, inputData: payload.bundle, meta: bundleMeta({ timezone }) }),
    });
    const value = run.outcome === 'success' ? run.output : null;
    return { file: typeof value === 'string' ? files.find(value) : null, value, run };
  }

  function connectionOf(pointer: string): Connection {
    const source = runner.runs.findLast((run) => run.connectionId !== null && contains(run.output, pointer));
    const found = source?.connectionId ? connections.find(source.connectionId) : null;
    if (!found) throw new Error('No run put this pointer out: say which connection it belongs to.');
    return found;
  }

  async function filledText(text: string, connection: Connection): Promise<unknown> {
    let rest = text;
    while (POINTER.test(rest)) {
      const { pointer, payload } = read(rest);
      if (payload.type !== 'file') {
        const { value } = await hydrate(pointer, connection);
        if (rest === pointer) return value;
        rest = rest.replace(pointer, () => String(value ?? ''));
        continue;
      }
      const link = `${base()}/engine/hydrate/${links.size + 1}/`;
      links.set(link, { pointer, connection });
      rest = rest.replace(pointer, () => link);
    }
    return rest;
  }

  async function filled(value: unknown, connection: Connection): Promise<unknown> {
    if (typeof value === 'string') return filledText(value, connection);
    if (Array.isArray(value)) return Promise.all(value.map((each) => filled(each, connection)));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(async ([key, each]) => [key, await filled(each, connection)]);
    return Object.fromEntries(await Promise.all(entries));
  }

  return {
    hydrate,
    filled,
    download: async (link) => {
      const found = links.get(link);
      return found ? (await hydrate(found.pointer, found.connection)).file : null;
    },
  };
}

/** Serves the links to files, as zapier.com/engine/hydrate does. The hydrator runs at each download. */
export function serveHydration(server: FastifyInstance, hydration: Hydration, base: () => string): void {
  server.get('/engine/hydrate/:link/', async (request, reply) => {
    const file = await hydration.download(`${base()}${request.url}`);
    if (!file) return reply.code(404).send('This file is not available.');
    return reply.type(file.contentType).send(file.bytes);
  });
}

function read(text: string): { pointer: string; payload: Payload } {
  const [pointer, inside] = POINTER.exec(text) ?? [];
  if (pointer === undefined || inside === undefined) throw new Error('There is no hydrate pointer in this text.');
  // If the environment has a one-time secret, core writes base64 and a signature instead of plain JSON.
  const json = inside.startsWith('{') ? inside : Buffer.from(inside.split(':')[0] ?? '', 'base64').toString();
  return { pointer, payload: Payload.parse(JSON.parse(json)) };
}

function contains(value: unknown, text: string): boolean {
  if (typeof value === 'string') return value.includes(text);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((each) => contains(each, text));
}
