/** MsgFlash and the platform's cache, in a process of their own: what they take is not taken for the connector's. */
import Fastify from 'fastify';
import { startMsgFlash } from '../../playground/msgflash/server.ts';
import { createCache } from '../../playground/zapier/cache.ts';
import { createClock } from '../../playground/zapier/clock.ts';
import { createFiles } from '../../playground/zapier/files.ts';
import { serveRpc } from '../../playground/zapier/rpc.ts';

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
