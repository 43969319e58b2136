import { fastify } from 'fastify';
import type { MediaFiles } from './media.ts';
import { mediaHeaders } from './media.ts';

/** A request to the other origin. Its headers show whether a redirect took the key along. */
export interface OtherRequest {
  method: string;
  path: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface OtherOrigin {
  url: string;
  requests: OtherRequest[];
  close(): Promise<void>;
}

/** Starts a second origin that serves media without a key and responds to anything else with a plain 200. */
export async function startOtherOrigin(media: MediaFiles): Promise<OtherOrigin> {
  const requests: OtherRequest[] = [];
  const app = fastify({ forceCloseConnections: true });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.all('/*', (request, reply) => {
    requests.push({ method: request.method, path: request.url, headers: request.headers });
    const file = media.get(request.url.match(/^\/files\/([^/?]+)/)?.[1] ?? '');
    return file ? reply.headers(mediaHeaders(file)).send(file.bytes) : reply.send({ elsewhere: true });
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  app.server.unref();
  return { url, requests, close: () => app.close() };
}
