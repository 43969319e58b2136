import diagnostics from 'node:diagnostics_channel';
import { ClientRequest } from 'node:http';

/** A request that this process sent, to any server. */
export interface Sent {
  origin: string;
  path: string;
  /** Names and values, one per line. */
  headers: string;
}

export interface Wire {
  readonly sent: readonly Sent[];
  /** Makes connections for these calls fail. @returns ends the fault */
  refuse(key: string, operation: string): () => void;
  stop(): void;
}

/** Records every request of Node's HTTP client, which core uses, including requests that fail. */
export function tapWire(): Wire {
  const sent: Sent[] = [];
  const refused = new Set<{ key: string; operation: RegExp }>();
  const created = onRequest((request) => {
    const call = `${request.method} ${request.path.split('?')[0]}`;
    const isRefused = [...refused].some(
      ({ key, operation }) => String(request.getHeader('x-api-key')) === key && operation.test(call),
    );
    if (isRefused) request.destroy(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }));
  });
  const started = onRequest((request) => {
    sent.push({
      origin: `${request.protocol}//${request.getHeader('host') ?? request.host}`,
      path: request.path,
      headers: Object.entries(request.getHeaders())
        .map(([name, value]) => `${name}: ${String(value)}`)
        .join('\n'),
    });
  });
  diagnostics.subscribe('http.client.request.created', created);
  diagnostics.subscribe('http.client.request.start', started);
  return {
    sent,
    refuse(key, operation) {
      const [method, path = ''] = operation.split(' ');
      const entry = { key, operation: new RegExp(`^${method} (/api/v1)?${path.replace(/\{\w+\}/g, '[^/]+')}$`) };
      refused.add(entry);
      return () => refused.delete(entry);
    },
    stop() {
      diagnostics.unsubscribe('http.client.request.created', created);
      diagnostics.unsubscribe('http.client.request.start', started);
    },
  };
}

function onRequest(handle: (request: ClientRequest) => void) {
  return (message: unknown) => {
    const request = typeof message === 'object' && message !== null && 'request' in message ? message.request : null;
    if (request instanceof ClientRequest) handle(request);
  };
}
