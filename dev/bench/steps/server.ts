/** MsgFlash and the platform's cache, in a process of their own: what they take is not taken for the connector's. */
import Fastify from 'fastify';
import { startMsgFlash } from '../../msgflash/server.ts';
import { createCache } from '../../zapier/cache.ts';
import { createClock } from '../../zapier/clock.ts';
import { createFiles } from '../../zapier/files.ts';
import { serveRpc } from '../../zapier/rpc.ts';

const msgflash = await startMsgFlash({ rateLimit: null });
const platform = Fastify();
platform.removeAllContentTypeParsers();
platform.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
const clock = createClock();
serveRpc(platform, {
  clock,
  cache: createCache(clock),
  files: createFiles(() => ''),
  callerOf: () => ({ user: 'user', connection: 'connection' }),
});
process.send?.({ msgflash: msgflash.url, platform: await platform.listen({ host: '127.0.0.1', port: 0 }) });
process.on('disconnect', () => void Promise.all([platform.close(), msgflash.close()]));
