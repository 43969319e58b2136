/** `npm run docs`: writes `docs/reference.md`, the recipes of `docs/guide.md`, and the triggers of `README.md`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import app from '../../index.ts';
import { recipes } from '../recipes/index.ts';
import { readDefinition } from './definition.ts';
import { readmeWith } from './readme.ts';
import { guideWith } from './recipes.ts';
import { referenceOf } from './reference.ts';
import { subjects } from './taken.ts';

const docs = join(import.meta.dirname, '..', '..', 'docs');
const definition = await readDefinition(app);
writeFileSync(join(docs, 'reference.md'), referenceOf(definition));
const guide = join(docs, 'guide.md');
writeFileSync(guide, guideWith(readFileSync(guide, 'utf8'), recipes, definition));
const readme = join(docs, '..', 'README.md');
writeFileSync(readme, readmeWith(readFileSync(readme, 'utf8'), definition));
console.log('Wrote docs/reference.md, the recipes of docs/guide.md, and the triggers of README.md.');

const taken: Record<string, string> = JSON.parse(readFileSync(join(docs, 'images', 'taken.json'), 'utf8'));
const old = Object.entries(subjects(definition, recipes)).filter(([name, subject]) => taken[name] !== subject);
if (old.length > 0) console.log(`Run npm run pictures as well: ${old.map(([name]) => name).join(', ')} have changed.`);
