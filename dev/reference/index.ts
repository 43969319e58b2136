/**
 * `npm run docs`: writes `docs/reference.md`, the recipes of `docs/guide.md` and the forms in `docs/images`, and deletes
 * what is left over there.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import app from '../../index.ts';
import { recipes } from '../recipes/index.ts';
import { readDefinition } from './definition.ts';
import { makeDocs } from './make.ts';
import { guideWith } from './recipes.ts';

const docs = join(import.meta.dirname, '..', '..', 'docs');
const definition = await readDefinition(app);
const files = makeDocs(definition);
const guide = join(docs, 'guide.md');
writeFileSync(guide, guideWith(readFileSync(guide, 'utf8'), recipes, definition));
for (const name of readdirSync(join(docs, 'images'))) {
  // One picture is drawn by hand, and others are taken by `npm run pictures`.
  if (name !== 'overview.svg' && !name.endsWith('.png')) rmSync(join(docs, 'images', name));
}
for (const [path, text] of files) writeFileSync(join(docs, path), text);
console.log(`Wrote docs/reference.md, the recipes of docs/guide.md and ${files.size - 1} pictures in docs/images.`);
