import fc from 'fast-check';
import { takeTime } from '../../dev/time.ts';
import { createMemory, FAULTS, type Fault, POINTS } from './once-memory.ts';
import { checkRecovery, commandsOf, newKnowledge, newTally, type Tally } from './once-model.ts';
import { startWire, WIRE_FAULTS } from './once-wire.ts';

const START = Date.UTC(2026, 10, 20, 10);

/** Every way in which a call can go wrong; sending and the cache's writes more often, since most depends on them. */
const anyFault: fc.Arbitrary<Fault> = fc.constantFrom(...POINTS, 'send' as const, 'write' as const).chain((point) =>
  fc.record({
    point: fc.constant(point),
    kind: fc.constantFrom<string>(...FAULTS[point]),
    skip: fc.nat(point === 'read' || point === 'write' ? 4 : 1),
  }),
);

export interface Sequences {
  tally: Tally;
  seconds: number;
  breaches: string[];
}

/** Plays random sequences in memory. @param seed for the same ones again */
export async function playInMemory(app: object, count: number, seed: number): Promise<Sequences> {
  const tally = newTally();
  const begun = process.hrtime.bigint();
  const time = takeTime(START);
  try {
    const result = await fc.check(
      fc.asyncProperty(commandsOf(anyFault, 12, tally), fc.nat(), async (commands, latencies) => {
        time.forget();
        const sending = createMemory(app, time, latencies);
        const known = newKnowledge();
        await fc.asyncModelRun(() => ({ model: known, real: sending }), commands);
        await checkRecovery(known, sending, tally);
      }),
      { numRuns: count, seed },
    );
    return { tally, seconds: Number(process.hrtime.bigint() - begun) / 1e9, breaches: breachOf(result, 'in memory') };
  } finally {
    time.release();
  }
}

const wireFault: fc.Arbitrary<Fault> = fc
  .constantFrom('send' as const, 'send' as const, 'list' as const, 'check' as const, 'write' as const)
  .chain((point) =>
    fc.record({
      point: fc.constant(point),
      kind: fc.constantFrom<string>(...WIRE_FAULTS[point === 'write' ? 'cache' : point]),
      skip: fc.nat(1),
    }),
  );

/** Plays random sequences over HTTP, all in one world: nothing of one may be taken for a part of another. */
export async function playOverHttp(app: object, count: number, seed: number): Promise<Sequences> {
  const tally = newTally();
  const begun = process.hrtime.bigint();
  const wire = await startWire(app);
  let number = 0;
  try {
    const result = await fc.check(
      fc.asyncProperty(commandsOf(wireFault, 8, tally), async (commands) => {
        number++;
        const sending = wire.sending(`(${number}) `);
        const known = newKnowledge();
        await fc.asyncModelRun(() => ({ model: known, real: sending }), commands);
        await checkRecovery(known, sending, tally);
      }),
      { numRuns: count, seed },
    );
    return { tally, seconds: Number(process.hrtime.bigint() - begun) / 1e9, breaches: breachOf(result, 'over HTTP') };
  } finally {
    await wire.close();
  }
}

/** A failed check as one sentence with its counterexample. */
export function breachOf<T>(result: fc.RunDetails<T>, what: string): string[] {
  if (!result.failed) return [];
  const reason = result.errorInstance instanceof Error ? result.errorInstance.message : String(result.errorInstance);
  return [`${what}, seed ${result.seed}: ${reason} Counterexample: ${fc.stringify(result.counterexample)}`];
}
