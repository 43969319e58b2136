import { readFileSync } from 'node:fs';
import { type Definition, readDefinition } from './definition.ts';
import { type Ending, playEndings } from './endings.ts';
import { connectionPicture, stepPicture } from './form.ts';
import { overviewPicture } from './overview.ts';
import { referenceOf } from './reference.ts';

/** What the documents are made of. */
export interface Material {
  definition: Definition;
  /** By the names of steps. */
  endings: Record<string, Ending[]>;
}

/** Reads a definition, and plays what can go wrong with its steps. */
export async function readMaterial(app: object): Promise<Material> {
  const definition = await readDefinition(app);
  return { definition, endings: await playEndings(app, definition.steps) };
}

/** Every generated file: its text by its path below `docs`. The same for the same definition, wherever it is made. */
export function makeDocs({ definition, endings }: Material): Map<string, string> {
  const logo = readFileSync(new URL('../publish/logo.svg', import.meta.url), 'utf8');
  return new Map([
    ['reference.md', referenceOf(definition, endings)],
    ['images/overview.svg', overviewPicture(definition, logo)],
    ['images/connection.svg', connectionPicture(definition, logo)],
    ...definition.steps.map(
      (step) => [`images/${step.kind}-${step.key}.svg`, stepPicture(step, definition, logo)] as const,
    ),
  ]);
}
