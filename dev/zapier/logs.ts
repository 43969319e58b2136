import type { FastifyInstance } from 'fastify';
import { type Dict, dictOverTheWire } from './values.ts';

/** A log line as core sends it to Zapier's log server, with secrets already censored by core. */
export interface LogLine {
  /** The ID of the run that wrote it. */
  run: string;
  message: string;
  /** `log_type` is `http`, `console`, `error` …; for `http`, also the request and the response. */
  data: Dict;
}

export type Logs = ReturnType<typeof createLogs>;

/**
 * Collects log lines from the event's own logger. Core also streams them to the log server if there is a token, but
 * gives up after 200 ms, so under load lines would be missing there.
 */
export function createLogs() {
  const lines: LogLine[] = [];
  return {
    lines,
    /** The lines about requests made with `z.request`, and without `skipHttpPatch` also about other requests. */
    http: () => lines.filter(({ data }) => data.log_type === 'http'),
    /** All lines as one text, to check that no secret is in it. */
    text: () => lines.map((line) => JSON.stringify(line)).join('\n'),
    clear: () => void lines.splice(0),
    /** Stores one line. Core calls it for every line before streaming it. */
    write(run: string, message: unknown, data: unknown): void {
      lines.push({ run, message: String(message), data: dictOverTheWire(data) });
    },
  };
}

/**
 * The log server at `LOGGING_ENDPOINT`. It accepts everything and stores nothing, so that no log of this process can
 * reach Zapier's server.
 */
export function serveLogs(server: FastifyInstance): void {
  server.post('/logs', async () => ({ status: 'ok' }));
}
