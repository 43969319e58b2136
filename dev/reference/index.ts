/** `npm run docs`: writes `docs/reference.md` and `docs/images` from the app definition, and deletes what is left over there. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import app from '../../index.ts';
import { makeDocs, readMaterial } from './make.ts';

const docs = join(import.meta.dirname, '..', '..', 'docs');
const files = makeDocs(await readMaterial(app));
rmSync(join(docs, 'images'), { recursive: true, force: true });
mkdirSync(join(docs, 'images'), { recursive: true });
for (const [path, text] of files) writeFileSync(join(docs, path), text);
console.log(`Wrote docs/reference.md and ${files.size - 1} pictures in docs/images.`);
