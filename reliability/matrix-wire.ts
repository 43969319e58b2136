import diagnostics from 'node:diagnostics_channel';
import { ClientRequest } from 'node:http';

/** One request as this process sent it, whoever it was for. */
export interface Sent {
  origin: string;
  path: string;
  /** Names and values, one a line. */
  headers: string;
}

export interface Wire {
  readonly sent: readonly Sent[];
  stop(): void;
}

const CHANNEL = 'http.client.request.start';

/** Notes every request that Node's own HTTP client starts, which is what the platform uses: also those that lead nowhere. */
export function tapWire(): Wire {
  const sent: Sent[] = [];
  const note = (message: unknown) => {
    const request = typeof message === 'object' && message !== null && 'request' in message ? message.request : null;
    if (!(request instanceof ClientRequest)) return;
    sent.push({
      origin: `${request.protocol}//${request.getHeader('host') ?? request.host}`,
      path: request.path,
      headers: Object.entries(request.getHeaders())
        .map(([name, value]) => `${name}: ${String(value)}`)
        .join('\n'),
    });
  };
  diagnostics.subscribe(CHANNEL, note);
  return { sent, stop: () => void diagnostics.unsubscribe(CHANNEL, note) };
}
