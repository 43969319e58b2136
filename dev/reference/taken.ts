import { createHash } from 'node:crypto';
import type { Recipe } from '../recipes/recipe.ts';
import type { Definition } from './definition.ts';

/** Of what each picture in `docs/images` was taken, by its name without `.png`: once that changes, it must be taken again. */
export function subjects(definition: Definition, recipes: readonly Recipe[]): Record<string, string> {
  const { connection, steps } = definition;
  const forms = steps.map(({ kind, key, label, description, fields, groups }) => {
    return [`${kind}-${key}`, digest({ label, description, fields, groups })] as const;
  });
  const filled = recipes
    .filter(({ guide }) => guide.picture)
    .map(({ name, zaps, guide }) => {
      const form = forms.find(([path]) => path === guide.picture)?.[1];
      return [`recipe-${name}`, digest({ zaps, form })] as const;
    });
  const [overview] = recipes;
  return Object.fromEntries([
    ['connection', digest(connection)],
    ...forms,
    ...filled,
    ['playground', digest({ overview, titles: recipes.map(({ title }) => title) })],
  ]);
}

const digest = (subject: unknown) => createHash('sha256').update(JSON.stringify(subject)).digest('hex').slice(0, 12);
