import type { FastifyInstance } from 'fastify';
import { at, type Dict, isDict, overTheWire } from './values.ts';

/** One line as core sends it to Zapier's log server, secrets already censored by core. */
export interface LogLine {
  /** The run that wrote it. */
  run: string;
  message: string;
  /** `log_type` is `http`, `console`, `error` …; for `http`, the request and the answer. */
  data: Dict;
}

export interface Logs {
  readonly lines: readonly LogLine[];
  /** The lines of one run, in the order in which they were written. */
  of(run: string | { id: string }): LogLine[];
  /** The lines about requests made with `z.request` (and others, unless the app sets `skipHttpPatch`). */
  http(): LogLine[];
  /** Everything as one text, to look for what must not be there. */
  text(): string;
  clear(): void;
}

export interface LogSink extends Logs {
  /** Takes one line; what core calls for every line before it streams it. */
  write(run: string, message: unknown, data: unknown): void;
}

/**
 * Core hands each line to the event's own logger, and with a token streams it to the log server as well, where it gives
 * up after 200 ms: under load lines would be missing. So the lines are taken from the first.
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
 * The log server that `LOGGING_ENDPOINT` points to: accepts everything, keeps nothing. It is there so that nothing can
 * reach Zapier's, whatever else in the process writes logs through core.
 */
export function serveLogs(server: FastifyInstance): void {
  server.post('/logs', async () => ({ status: 'ok' }));
}
