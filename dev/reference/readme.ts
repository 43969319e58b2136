import type { Definition } from './definition.ts';

const TRIGGERS = /^(\| \*\*Triggers\*\* [^|]*\| ).*( \|)$/m;

/** The README, whose row of triggers names them as the definition has them now. */
export function readmeWith(page: string, { steps }: Definition): string {
  const labels = steps.filter(({ kind }) => kind === 'trigger').map(({ label }) => label);
  return page.replace(TRIGGERS, (_row, before: string, after: string) => before + labels.join(' · ') + after);
}
