import type { FastifyInstance, FastifyReply } from 'fastify';
import * as z from 'zod';
import type { CacheStore, Caller } from './cache.ts';
import type { Clock } from './clock.ts';
import type { Files } from './files.ts';

/** How long a cursor lives: about an hour. */
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
  /** Who holds this token; null for a token nobody was given. */
  callerOf(token: string): Caller | null;
}

/**
 * The RPC server that core calls for `z.cache`, `z.cursor` and uploads: `POST {id, storeKey, method, params}` is
 * answered with `{id, result}` or `{id, error}`.
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
    // Core keeps the id of a call when it repeats it, which tells a retry from a new call.
    if (trouble?.how === 'lost_answer' && call.method === 'zcache_set' && !lost.has(call.id)) {
      lost.add(call.id);
      request.raw.socket.destroy();
      return neverAnswer(reply);
    }
    return { id: call.id, result };
  });
}

/** The platform hands out a store key only to triggers that paginate; without one a cursor has no place to be. */
function storeKeyOf(call: Call): string {
  if (!call.storeKey) throw new Error('z.cursor needs a trigger with canPaginate');
  return call.storeKey;
}

function neverAnswer(reply: FastifyReply): FastifyReply {
  return reply.hijack();
}
