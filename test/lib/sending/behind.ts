import { createServer } from 'node:http';
import { afterEach } from '@jest/globals';
import { createClock } from '../../../dev/msgflash/clock.ts';
import { demo } from '../../../dev/msgflash/demo.ts';
import { startMsgFlash } from '../../../dev/msgflash/server.ts';
import { startZapier } from '../../../dev/zapier/index.ts';
import app from '../../../index.ts';
import { dictOf, START } from '../../support/world.ts';

const open = new Set<() => Promise<void>>();
afterEach(async () => {
  for (const close of [...open]) await close();
});

/**
 * A MsgFlash behind a server that changes what it answers: for what no switch of its own can do.
 *
 * @param changes path below /api/v1 → what the `data` of its answers becomes
 */
export async function startBehind(changes: Readonly<Record<string, (data: unknown) => unknown>>) {
  const clock = createClock({ frozen: true, start: START });
  const msgflash = await startMsgFlash({ clock, rateLimit: null });
  const front = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { 'x-api-key': key, 'content-type': type } = request.headers;
    const answer = await fetch(`${msgflash.url}${request.url}`, {
      method: request.method ?? 'GET',
      headers: { 'x-api-key': String(key), ...(type && { 'content-type': type }) },
      ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
    });
    const body = dictOf(JSON.parse(await answer.text()));
    const change = changes[request.url?.replace(/^\/api\/v1/, '').replace(/\?.*$/, '') ?? ''];
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(change ? { data: change(body.data) } : body));
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  const address = front.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const zapier = await startZapier({ app, now: clock.now, env: { MSGFLASH_API_URL: `http://127.0.0.1:${port}` } });
  const close = async () => {
    open.delete(close);
    await Promise.all([zapier.close(), msgflash.close()]);
    front.close();
    front.closeAllConnections();
  };
  open.add(close);
  const connection = await zapier.connect({ api_key: demo.key });
  return {
    control: msgflash.control,
    create: (key: string, input: object) => zapier.run(connection, `creates.${key}`, { ...input }),
    close,
  };
}
