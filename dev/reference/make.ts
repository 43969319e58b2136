import { readFileSync } from 'node:fs';
import type { Definition } from './definition.ts';
import { connectionPicture, stepPicture } from './form.ts';
import { referenceOf } from './reference.ts';

/** Every generated file: its text by its path below `docs`. The same for the same definition, wherever it is made. */
export function makeDocs(definition: Definition): Map<string, string> {
  const logo = readFileSync(new URL('../publish/logo.svg', import.meta.url), 'utf8');
  return new Map([
    ['reference.md', referenceOf(definition)],
    ['images/connection.svg', connectionPicture(definition, logo)],
    ...definition.steps.map(
      (step) => [`images/${step.kind}-${step.key}.svg`, stepPicture(step, definition, logo)] as const,
    ),
  ]);
}
