import type { FastifyInstance } from 'fastify';
import { at, type Dict, isDict, overTheWire } from './values.ts';

/** A log line as core sends it to Zapier's log server, with secrets already censored by core. */
export interface LogLine {
  /** The ID of the run that wrote it. */
  run: string;
  message: string;
  /** `log_type` is `http`, `console`, `error` …; for `http`, also the request and the response. */
  data: Dict;
}

export interface Logs {
  readonly lines: readonly LogLine[];
  /** The lines of one run, in order. */
  of(run: string | { id: string }): LogLine[];
  /** The lines about requests made with `z.request`, and without `skipHttpPatch` also about other requests. */
  http(): LogLine[];
  /** All lines as one text, to check that no secret is in it. */
  text(): string;
  clear(): void;
}

export interface LogSink extends Logs {
  /** Stores one line. Core calls it for every line before streaming it. */
  write(run: string, message: unknown, data: unknown): void;
}

/**
 * Collects log lines from the event's own logger. Core also streams them to the log server if there is a token, but
 * gives up after 200 ms, so under load lines would be missing there.
 */
export function createLogSink(): LogSink {
  const lines: LogLine[] = [];
  return {
    lines,
    of: (run) => {
      const id = typeof run === 'string' ? run : run.id;
      return lines.filter((line) => line.run === id);
    },
    http: () => lines.filter((line) => at(line.data, 'log_type') === 'http'),
    text: () => lines.map((line) => JSON.stringify(line)).join('\n'),
    clear: () => void lines.splice(0),
    write: (run, message, data) => {
      const copy = overTheWire(data);
      lines.push({ run, message: String(message), data: isDict(copy) ? copy : {} });
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
