import type { FastifyInstance, FastifyReply } from 'fastify';
import * as z from 'zod';
import type { CacheStore, Caller } from './cache.ts';
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

const Scope = z.array(z.string()).nullish();
const CacheKey = z.tuple([z.string(), Scope]).or(z.tuple([z.string()]));
const CacheSet = z.tuple([z.string(), z.string(), z.number().nullish(), Scope, z.boolean().nullish()]);

interface Parts {
  cache: CacheStore;
  files: Files;
  clock: Clock;
  /** The user and connection of a token, null if the token is unknown. */
  callerOf(token: string): Caller | null;
}

/**
 * The RPC server that core calls for `z.cache`, `z.cursor` and uploads. The request is
 * `POST {id, storeKey, method, params}`, the response `{id, result}` or `{id, error}`.
 */
export function serveRpc(server: FastifyInstance, { cache, files, clock, callerOf }: Parts): void {
  const cursors = new Map<string, { value: string; expiresAt: number }>();
  const lost = new Set<number>();

  function answer(call: Call, caller: Caller): unknown {
    switch (call.method) {
      case 'zcache_get': {
        const [key, scope] = CacheKey.parse(call.params);
        return cache.get(caller, key, scope ?? []);
      }
      case 'zcache_set': {
        if (cache.trouble?.how === 'full') return null;
        const [key, json, ttl, scope, nx] = CacheSet.parse(call.params);
        return cache.set(caller, { key, json, ttl: ttl ?? null, scope: scope ?? [], nx: nx ?? false });
      }
      case 'zcache_delete': {
        const [key, scope] = CacheKey.parse(call.params);
        return cache.delete(caller, key, scope ?? []);
      }
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
    const caller = callerOf(String(request.headers['x-token'] ?? ''));
    if (!caller) return reply.code(401).send({ id: call.id, error: 'Invalid token' });

    const trouble = call.method.startsWith('zcache_') ? cache.trouble : null;
    if (trouble?.how === 'gone') return reply.code(500).send({ id: call.id, error: 'Internal server error' });
    if (trouble?.how === 'hang') return neverAnswer(reply);
    if (trouble?.how === 'slow') await new Promise((resolve) => setTimeout(resolve, trouble.ms).unref());

    let result: unknown;
    try {
      result = answer(call, caller);
    } catch (error) {
      return { id: call.id, error: error instanceof Error ? error.message : String(error) };
    }
    // A retry by core has the same ID as its first try, so it is not lost again.
    if (trouble?.how === 'lost_answer' && call.method === 'zcache_set' && !lost.has(call.id)) {
      lost.add(call.id);
      request.raw.socket.destroy();
      return neverAnswer(reply);
    }
    return { id: call.id, result };
  });
}

/** Zapier gives a store key only to triggers that paginate. Without one, a cursor cannot be stored. @throws Error */
function storeKeyOf(call: Call): string {
  if (!call.storeKey) throw new Error('z.cursor needs a trigger with canPaginate');
  return call.storeKey;
}

function neverAnswer(reply: FastifyReply): FastifyReply {
  return reply.hijack();
}
