import diagnostics from 'node:diagnostics_channel';
import { ClientRequest } from 'node:http';

/** One request as this process sent it, whoever it was for. */
export interface Sent {
  origin: string;
  path: string;
  /** Names and values, one a line. */
  headers: string;
  body: string;
}

export interface Wire {
  readonly sent: readonly Sent[];
  stop(): void;
}

/** Before anything of a request is written, and once all of it is. */
const CREATED = 'http.client.request.created';
const STARTED = 'http.client.request.start';

/** Notes every request that Node's own HTTP client starts, which is what the platform uses: also those that lead nowhere. */
export function tapWire(): Wire {
  const sent: Sent[] = [];
  const bodies = new WeakMap<ClientRequest, string>();
  const created = onRequest((request) => readAlong(request, bodies));
  const started = onRequest((request) => {
    sent.push({
      origin: `${request.protocol}//${request.getHeader('host') ?? request.host}`,
      path: request.path,
      headers: Object.entries(request.getHeaders())
        .map(([name, value]) => `${name}: ${String(value)}`)
        .join('\n'),
      body: bodies.get(request) ?? '',
    });
  });
  diagnostics.subscribe(CREATED, created);
  diagnostics.subscribe(STARTED, started);
  return {
    sent,
    stop() {
      diagnostics.unsubscribe(CREATED, created);
      diagnostics.unsubscribe(STARTED, started);
    },
  };
}

function onRequest(act: (request: ClientRequest) => void) {
  return (message: unknown) => {
    const request = typeof message === 'object' && message !== null && 'request' in message ? message.request : null;
    if (request instanceof ClientRequest) act(request);
  };
}

/** Keeps what is written into a request as its body. */
function readAlong(request: ClientRequest, bodies: WeakMap<ClientRequest, string>): void {
  for (const name of ['write', 'end'] as const) {
    const original = request[name];
    Reflect.set(request, name, (...parts: unknown[]): unknown => {
      const [chunk] = parts;
      const text = ArrayBuffer.isView(chunk) ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength) : chunk;
      if (typeof chunk !== 'function' && chunk) bodies.set(request, `${bodies.get(request) ?? ''}${String(text)}`);
      return Reflect.apply(original, request, parts);
    });
  }
}
