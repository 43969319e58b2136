/** `npm run docs`: writes `docs/reference.md` and the forms in `docs/images` from the definition, and deletes what is left over there. */
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import app from '../../index.ts';
import { readDefinition } from './definition.ts';
import { makeDocs } from './make.ts';

const docs = join(import.meta.dirname, '..', '..', 'docs');
const files = makeDocs(await readDefinition(app));
for (const name of readdirSync(join(docs, 'images'))) {
  // The one picture that is drawn by hand.
  if (name !== 'overview.svg') rmSync(join(docs, 'images', name));
}
for (const [path, text] of files) writeFileSync(join(docs, path), text);
console.log(`Wrote docs/reference.md and ${files.size - 1} pictures in docs/images.`);
