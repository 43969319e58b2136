import fc from 'fast-check';

/** What must be so for every value of a kind. */
export interface Property {
  name: string;
  check(numRuns: number, seed: number): { runs: number; breaches: string[] };
}

/** @param holds returns what is wrong, or null; whatever it throws is wrong as well */
export function property<T>(name: string, values: fc.Arbitrary<T>, holds: (value: T) => string | null): Property {
  return {
    name,
    check(numRuns, seed) {
      const result = fc.check(
        fc.property(values, (value) => {
          const wrong = holds(value);
          if (wrong !== null) throw new Error(wrong);
        }),
        { numRuns, seed },
      );
      return { runs: result.numRuns, breaches: breachOf(name, result) };
    },
  };
}

/** The same for what takes requests. */
export interface AsyncProperty {
  name: string;
  check(numRuns: number, seed: number): Promise<{ runs: number; breaches: string[] }>;
}

export function asyncProperty<T>(
  name: string,
  values: fc.Arbitrary<T>,
  holds: (value: T) => Promise<string | null>,
): AsyncProperty {
  return {
    name,
    async check(numRuns, seed) {
      const result = await fc.check(
        fc.asyncProperty(values, async (value) => {
          const wrong = await holds(value);
          if (wrong !== null) throw new Error(wrong);
        }),
        { numRuns, seed },
      );
      return { runs: result.numRuns, breaches: breachOf(name, result) };
    },
  };
}

function breachOf<T>(name: string, result: fc.RunDetails<T>): string[] {
  if (!result.failed) return [];
  const reason = result.errorInstance instanceof Error ? result.errorInstance.message : String(result.errorInstance);
  return [
    `${name}, seed ${result.seed}: ${reason} Counterexample: ${fc.stringify(result.counterexample).slice(0, 600)}`,
  ];
}
