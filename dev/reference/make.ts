import type { Definition } from './definition.ts';
import { referenceOf } from './reference.ts';

/** Every page that is made of the definition alone: its text by its path below `docs`. */
export function makeDocs(definition: Definition): Map<string, string> {
  return new Map([['reference.md', referenceOf(definition)]]);
}
