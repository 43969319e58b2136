import { isApi } from '../msgflash/log.ts';
import type { MsgFlash } from '../msgflash/server.ts';
import type { Zapier } from '../zapier/index.ts';
import type { Row, Tone } from './transcript.ts';

/**
 * Reads what went over the wire since it was last read, from the request log of MsgFlash and the deliveries that reached
 * Zapier: rows for the transcript, equal ones as one, without keys, IDs and bodies. `→` is the connector's request, `←` a
 * webhook of MsgFlash.
 */
export function watchWire(msgflash: MsgFlash, zapier: Zapier): () => Row[] {
  let mark = msgflash.control.requests.mark();
  const delivered = new Map<string, number>();

  function deliveries(): Row[] {
    return zapier.zaps.flatMap((zap): Row[] => {
      const fresh = zap.deliveries.slice(delivered.get(zap.id) ?? 0);
      delivered.set(zap.id, zap.deliveries.length);
      return fresh.map(({ headers, status }) => [
        `← ${headers['x-msgflash-event'] ?? 'a webhook'}`,
        String(status),
        toneOf(status),
      ]);
    });
  }

  function requests(): Row[] {
    const fresh = msgflash.control.requests.since(mark).filter(isApi);
    mark = msgflash.control.requests.mark();
    return fresh.map(({ method, path, operation, status, fault }): Row => {
      const place = operation?.split(' ')[1] ?? path;
      return fault
        ? [`→ ${method} ${place}`, FAULTS[fault] ?? fault.replaceAll('_', ' '), 'warn']
        : [`→ ${method} ${place}`, String(status), toneOf(status ?? 0)];
    });
  }

  return () => withTimes([...deliveries(), ...requests()]);
}

const FAULTS: Readonly<Record<string, string>> = {
  no_answer_after_accepting: 'taken, but no answer comes',
  reset_after_accepting: 'taken, but the line is cut',
};

function toneOf(status: number): Tone {
  return status >= 200 && status < 300 ? 'quiet' : 'warn';
}

/** Equal rows as one, in the order of their first. */
function withTimes(rows: readonly Row[]): Row[] {
  const found = new Map<string, { row: Row; times: number }>();
  for (const row of rows) {
    const known = found.get(String(row));
    if (known) known.times += 1;
    else found.set(String(row), { row, times: 1 });
  }
  return [...found.values()].map(({ row, times }): Row => {
    if (times === 1 || typeof row === 'string') return row;
    const [label, value, tone = 'plain'] = row;
    return [label, `${value} ×${times}`, tone];
  });
}
