/** The same over real HTTP: the platform's own handler, its cache behind a server, and the embedded MsgFlash. */
import { createClock } from '../../dev/msgflash/clock.ts';
import type { Control } from '../../dev/msgflash/control.ts';
import { demo } from '../../dev/msgflash/demo.ts';
import type { FaultKind } from '../../dev/msgflash/faults.ts';
import { startMsgFlash } from '../../dev/msgflash/server.ts';
import { type Connection, type RunRecord, startZapier, type Zapier } from '../../dev/zapier/index.ts';
import type { Fault, Sending, SendingRun } from './once-memory.ts';

export interface Wire {
  control: Control;
  zapier: Zapier;
  connection: Connection;
  /** Lets time pass for MsgFlash, the platform and the connector alike. */
  pass(ms: number): Promise<void>;
  /** A sending for one sequence: its texts and values are told from those of all others by a mark. */
  sending(mark: string): Sending;
  close(): Promise<void>;
}

const OPERATIONS: Readonly<Record<string, string>> = {
  send: 'POST /messages/send',
  list: 'GET /messages',
  check: 'GET /instances/{id}/state',
};

/** What HTTP makes possible without waiting for time-outs. */
export const WIRE_FAULTS = {
  send: [
    'reset_before_accepting',
    'reset_after_accepting',
    'error',
    'html_503',
    'html_200',
    'truncated_json',
    'json_null',
    'wrong_types',
    'missing_optional',
    'extra_fields',
    'nested_envelope',
    'clock_skew',
    'redirect_other_origin',
  ],
  list: ['reset_before_accepting', 'html_503', 'truncated_json', 'wrong_types', 'missing_optional', 'clock_skew'],
  check: ['reset_before_accepting', 'html_503', 'truncated_json'],
  cache: ['gone', 'full', 'lost_answer', 'slow'],
} as const satisfies Record<string, readonly (FaultKind | 'gone' | 'full' | 'lost_answer' | 'slow')[]>;

/** Starts both servers on one clock that only `pass` moves; `Date.now` of the process is that clock until closed. */
export async function startWire(app: object): Promise<Wire> {
  const clock = createClock({ frozen: true, start: new Date('2026-11-20T10:00:00.000Z') });
  const msgflash = await startMsgFlash({ clock, rateLimit: null });
  const zapier = await startZapier({ app, now: clock.now, env: { MSGFLASH_API_URL: msgflash.url } });
  const realNow = Date.now;
  Date.now = clock.now;
  const close = async () => {
    Date.now = realNow;
    await Promise.all([zapier.close(), msgflash.close()]);
  };
  try {
    const connection = await zapier.connect({ api_key: demo.key, default_country: 'FR' });
    const { control } = msgflash;
    const pass = (ms: number) => clock.advance(ms);
    const parts = { control, zapier, connection, pass, now: clock.now };
    return { ...parts, sending: (mark) => sendingOf(parts, mark), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function sendingOf(
  { control, zapier, connection, pass, now }: Omit<Wire, 'sending' | 'close'> & { now(): number },
  mark: string,
): Sending {
  let cacheFault: Fault | undefined;
  const accepted = () =>
    control
      .ledger()
      .filter(({ text }) => text?.startsWith(mark))
      .map(({ messageId, text, acceptedAt }) => ({
        id: messageId,
        text: text?.slice(mark.length) ?? '',
        at: Date.parse(acceptedAt),
      }));
  return {
    accepted,
    now,
    pass,
    fault(fault) {
      if (fault.point === 'read' || fault.point === 'write') cacheFault = fault;
      else control.fault({ operation: OPERATIONS[fault.point] ?? '*', kind: kindOf(fault.kind), skip: fault.skip });
    },
    async run(input, times) {
      // Nothing on this clock takes time, and what was made at the same moment has no order.
      await pass(1_000);
      const before = accepted().length;
      const how = WIRE_FAULTS.cache.find((kind) => kind === cacheFault?.kind) ?? null;
      if (how) zapier.cache.misbehave(how, { ms: 10 });
      const marked = {
        ...input,
        text: `${mark}${input.text}`,
        ...(input.send_once_per !== undefined && { send_once_per: `${mark}${input.send_once_per}` }),
      };
      const records = await Promise.all(
        Array.from({ length: times }, () =>
          zapier.run(connection, 'creates.send_message', marked, { fields: 'static' }),
        ),
      );
      if (how) zapier.cache.misbehave(null);
      cacheFault = undefined;
      const count = times === 1 ? accepted().length - before : null;
      return records.map((record) => ({ ...sendingRun(record), accepted: count }));
    },
    heal() {
      control.clearFaults();
      cacheFault = undefined;
    },
  };
}

/** The platform's own error classes, by what they mean. */
const ENDS = { halted: 'halted', errored: 'error', throttled: 'throttled', reconnect: 'reconnect' } as const;

function sendingRun({ outcome, message, output, errorName, ms }: RunRecord): Omit<SendingRun, 'accepted'> {
  const rest = { ms, faults: [] };
  if (outcome === 'success' || outcome === 'filtered') return { end: { outcome: 'success', output }, ...rest };
  const isForeign = outcome === 'errored' && errorName !== 'AppError';
  return { end: { outcome: isForeign ? 'foreign' : ENDS[outcome], message }, ...rest };
}

function kindOf(kind: string): FaultKind {
  const all: readonly FaultKind[] = [...WIRE_FAULTS.send, ...WIRE_FAULTS.list, ...WIRE_FAULTS.check];
  return all.find((each) => each === kind) ?? 'error';
}
