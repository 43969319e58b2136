import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import type { Cache } from './cache.ts';
import type { Clock } from './clock.ts';
import type { Files } from './files.ts';

/** Zapier keeps a cursor for about an hour. */
const CURSOR_MS = 60 * 60 * 1000;

const Call = z.object({
  id: z.number(),
  storeKey: z.string().nullish(),
  method: z.string(),
  params: z.array(z.unknown()),
});
type Call = z.infer<typeof Call>;

const Scope = z
  .array(z.literal('auth'))
  .nullish()
  .transform((scope) => scope ?? []);
const CacheKey = z.tuple([z.string(), Scope]);
const CacheSet = z.tuple([z.string(), z.string(), z.number().nullable(), Scope, z.boolean().nullable()]);

interface Parts {
  cache: Cache;
  files: Files;
  clock: Clock;
}

/**
 * The RPC server that core calls for `z.cache`, `z.cursor` and uploads. The request is
 * `POST {id, storeKey, method, params}`, the response `{id, result}` or `{id, error}`. The token in its header is the ID
 * of the connection.
 */
export function serveRpc(server: FastifyInstance, { cache, files, clock }: Parts): void {
  const cursors = new Map<string, { value: string; expiresAt: number }>();
  const lost = new Set<number>();

  function answer(call: Call, connection: string): unknown {
    switch (call.method) {
      case 'zcache_get': {
        const found = cache.get(connection, ...CacheKey.parse(call.params));
        return found && JSON.stringify(found.value);
      }
      case 'zcache_set': {
        const [key, json, ttl, scope, isNew] = CacheSet.parse(call.params);
        if (cache.trouble?.how === 'full' || (isNew && cache.get(connection, key, scope))) return null;
        cache.set(connection, { key, value: JSON.parse(json), scope }, ttl);
        return true;
      }
      case 'zcache_delete':
        return cache.delete(connection, ...CacheKey.parse(call.params));
      case 'get_cursor': {
        const cursor = cursors.get(storeKeyOf(call));
        return cursor && cursor.expiresAt > clock.now() ? cursor.value : null;
      }
      case 'set_cursor':
        cursors.set(storeKeyOf(call), { value: z.string().parse(call.params[0]), expiresAt: clock.now() + CURSOR_MS });
        return null;
      case 'get_presigned_upload_post_data':
        return files.presign();
      case 'get_presigned_download_url':
        return { url: files.urlOf(z.string().parse(call.params[0])) };
      default:
        throw new Error(`Unknown RPC method ${call.method}`);
    }
  }

  server.post('/rpc/cli', async (request, reply) => {
    const call = Call.parse(JSON.parse(String(request.body)));
    const { how, ms } = (call.method.startsWith('zcache_') && cache.trouble) || { how: null, ms: 0 };
    if (how === 'gone') return reply.code(500).send({ id: call.id, error: 'Internal server error' });
    if (how === 'hang') return reply.hijack();
    if (how === 'slow') await new Promise((resolve) => setTimeout(resolve, ms).unref());

    let result: unknown;
    try {
      result = answer(call, String(request.headers['x-token']));
    } catch (error) {
      return { id: call.id, error: error instanceof Error ? error.message : String(error) };
    }
    // A retry by core has the same ID as its first try, so it is not lost again.
    if (how === 'lost_answer' && call.method === 'zcache_set' && !lost.has(call.id)) {
      lost.add(call.id);
      request.raw.socket.destroy();
      return reply.hijack();
    }
    return { id: call.id, result };
  });
}

/** Zapier gives a store key only to triggers that paginate. Without one, a cursor cannot be stored. @throws Error */
function storeKeyOf(call: Call): string {
  if (!call.storeKey) throw new Error('z.cursor needs a trigger with canPaginate');
  return call.storeKey;
}
