import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import type { Files, StoredFile } from './files.ts';
import { bundleMeta } from './meta.ts';
import type { Connection, Runner, RunRecord } from './runner.ts';
import { isDict } from './values.ts';

const POINTER = /hydrate\|\|\|([\s\S]+?)\|\|\|hydrate/;
const Payload = z.object({ method: z.string(), bundle: z.record(z.string(), z.unknown()) });

/** The result of hydrating a pointer. */
export interface Hydrated {
  /** The file that the hydrator stored, if it stored one. */
  file: StoredFile | null;
  run: RunRecord;
}

interface Parts {
  runner: Runner;
  files: Files;
  connections: readonly Connection[];
  timezone: string;
  base(): string;
}

export type Hydration = ReturnType<typeof createHydration>;

/** Hydrates pointers to files, `hydrate|||…|||hydrate`. */
export function createHydration({ runner, files, connections, timezone, base }: Parts) {
  const links = new Map<string, { pointer: string; connection: Connection }>();

  /**
   * Runs the hydrator of a pointer.
   *
   * @param connection its authentication is used; by default the connection whose run output the pointer
   * @throws Error if the text has no pointer, or no run output it
   */
  async function hydrate(text: string, connection: Connection = connectionOf(text)): Promise<Hydrated> {
    const [, json = ''] = POINTER.exec(text) ?? [];
    const { method, bundle } = Payload.parse(JSON.parse(json));
    const run = await runner.run({
      step: method,
      method,
      connection,
      bundle: () => ({ inputData: bundle, meta: bundleMeta({ timezone }) }),
    });
    return { file: typeof run.output === 'string' ? files.find(run.output) : null, run };
  }

  function connectionOf(pointer: string): Connection {
    const inJson = JSON.stringify(pointer).slice(1, -1);
    const source = runner.runs.findLast(({ output }) => JSON.stringify(output).includes(inJson));
    const found = connections.find(({ id }) => id === source?.connectionId);
    if (!found) throw new Error('No run output this pointer: say which connection it belongs to.');
    return found;
  }

  /** Replaces the pointers in a value that is mapped into a step by links to the files. */
  function filled(value: unknown, connection: Connection): unknown {
    if (Array.isArray(value)) return value.map((each) => filled(each, connection));
    if (isDict(value)) {
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, filled(each, connection)]));
    }
    if (typeof value !== 'string') return value;
    return value.replace(new RegExp(POINTER, 'g'), (pointer) => {
      const link = `${base()}/engine/hydrate/${links.size + 1}/`;
      links.set(link, { pointer, connection });
      return link;
    });
  }

  return {
    hydrate,
    filled,
    /** The file at a link made by `filled`; null for any other link, or if the hydrator failed. */
    async download(link: string): Promise<StoredFile | null> {
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
