import { createServer } from 'node:http';
import type { MediaShelf } from './media.ts';
import { mediaHeaders } from './media.ts';

/** A request that reached the other origin: what it carried shows whether a key followed a redirect. */
export interface ElsewhereRequest {
  method: string;
  path: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface Elsewhere {
  url: string;
  requests: ElsewhereRequest[];
  close(): Promise<void>;
}

/** Starts a second origin that serves media without a key and answers anything else with a bare 200. */
export async function startElsewhere(media: MediaShelf): Promise<Elsewhere> {
  const requests: ElsewhereRequest[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    requests.push({ method: request.method ?? 'GET', path, headers: request.headers });
    const file = media.get(path.match(/^\/files\/([^/?]+)/)?.[1] ?? '');
    request.resume();
    if (file) response.writeHead(200, mediaHeaders(file)).end(file.bytes);
    else response.writeHead(200, { 'content-type': 'application/json' }).end('{"elsewhere":true}');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  server.unref();
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
