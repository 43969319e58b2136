import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import app from '../../../index.ts';
import { MEANINGS } from '../../../lib/msgflash/errors.ts';
import { readDefinition } from '../../../dev/reference/definition.ts';
import { recipes } from '../../../dev/recipes/index.ts';
import { referenceOf } from '../../../dev/reference/reference.ts';
import { subjects } from '../../../dev/reference/taken.ts';
import { guideWith } from '../../../dev/reference/recipes.ts';
import { hasKey } from '../../../dev/build/upload-contents.ts';

const docs = join(import.meta.dirname, '..', '..', '..', 'docs');
const read = (path: string) => readFileSync(join(docs, path), 'utf8');
const definition = await readDefinition(app);
const reference = read('reference.md');
const labels = definition.steps.map(({ label }) => label);

describe('the committed files', () => {
  test('are what the definition makes, and each picture is of what there is now', () => {
    // Not the text, which has a hundred thousand characters.
    expect({ 'Run `npm run docs`, this differs': referenceOf(definition) === reference }).toEqual({
      'Run `npm run docs`, this differs': true,
    });
    const taken = subjects(definition, recipes);
    expect({ 'Run `npm run pictures`, these differ': JSON.parse(read('images/taken.json')) }).toEqual({
      'Run `npm run pictures`, these differ': taken,
    });
    const files = [...Object.keys(taken).map((name) => `${name}.png`), 'overview.svg', 'taken.json'];
    expect(readdirSync(join(docs, 'images')).sort()).toEqual(files.sort());
    // A picture that was taken of another field is another one.
    const [first, ...others] = definition.steps;
    if (!first) throw new Error('There is no step.');
    const changed = { ...definition, steps: [{ ...first, fields: [] }, ...others] };
    expect(subjects(changed, recipes)).not.toEqual(taken);
  });

  test('have the recipes as they are in dev/recipes', () => {
    const guide = read('guide.md');
    expect({ 'Run `npm run docs`, this differs': guideWith(guide, recipes, definition) === guide }).toEqual({
      'Run `npm run docs`, this differs': true,
    });
    const [first, ...others] = recipes;
    const changed = { ...first, title: 'Another title' };
    expect(guideWith(guide, [changed, ...others], definition)).toContain('### Another title\n');
  });

  test('have a section and a picture for every visible step, and a row for every code', () => {
    const { triggers, creates, searches } = app;
    for (const [kind, steps] of Object.entries({ trigger: triggers, create: creates, search: searches })) {
      for (const [key, { display }] of Object.entries(steps ?? {})) {
        const isShown = !('hidden' in display && display.hidden);
        expect([key, reference.includes(`### ${display.label}\n`)]).toEqual([key, isShown]);
        expect([key, reference.includes(`](images/${kind}-${key}.png)`)]).toEqual([key, isShown]);
      }
    }
    for (const code of Object.keys(MEANINGS)) expect(reference).toContain(`| \`${code}\` |`);
  });

  test('hold no path of a machine, no key, and no ID beside those of the samples', () => {
    const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
    const samples = JSON.stringify(definition.steps.map(({ sample }) => sample));
    expect(hasKey(reference)).toBe(false);
    expect(reference).not.toMatch(/127\.0\.0\.1|localhost|(?<![\w.])\/(home|Users|tmp|root|work|var)\//);
    expect((reference.match(uuid) ?? []).filter((id) => !samples.includes(id))).toEqual([]);
  });

  test('link to headings that are there', () => {
    const headings = [...reference.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
      heading.toLowerCase().replaceAll(' ', '-'),
    );
    const links = [...reference.matchAll(/\]\(#([^)]*)\)/g)].map(([, anchor]) => anchor);
    expect(links.length).toBeGreaterThan(50);
    expect(links.filter((anchor) => !headings.includes(anchor ?? ''))).toEqual([]);
    expect(new Set(headings).size).toBe(headings.length);
  });

  test('have an overview whose text stays on the card, and which shows steps that there are', () => {
    const text = read('images/overview.svg');
    const height = Number(/ height="(\d+)"/.exec(text)?.[1]);
    const lines = [...text.matchAll(/<text x="[\d.]+" y="([\d.]+)"/g)].map(([, y]) => Number(y));
    expect(Math.max(...lines)).toBeLessThan(height - 8);
    // Well-formed as far as text can break it.
    expect(text.replace(/<[^<>]*>/g, '')).not.toMatch(/[<>]|&(?!(amp|lt|gt|quot);)/);
    // Steps stand in the overview in bold and white.
    const shown = [...read('images/overview.svg').matchAll(/fill="#FFFFFF" font-weight="600">([^<]+)</g)];
    expect(shown.length).toBeGreaterThan(5);
    expect(shown.map(([, label]) => label).filter((label) => !labels.includes(label ?? ''))).toEqual([]);
  });
});

test('README names every step that people see, and no other', () => {
  const [, table = ''] = readFileSync(join(docs, '..', 'README.md'), 'utf8').split('| | steps |\n');
  const rows = table.split('\n\n')[0]?.split('\n').slice(1) ?? [];
  const named = rows.flatMap((row) => row.split('|')[2]?.split('·') ?? []).map((name) => name.trim());
  const { steps, pairs } = definition;
  const withPairs = steps.map(({ key, label }) =>
    pairs.some(({ search }) => search === key) ? `${label} (or create)` : label,
  );
  expect(named.sort()).toEqual(withPairs.sort());
});

test('what is odd in a definition is shown as it is', () => {
  const [step] = definition.steps;
  if (!step) throw new Error('There is no step.');
  const mood = { key: 'mood', label: 'Mood <of the day>', required: true, choices: { good: 'Good', bad: 'Bad' } };
  const changed = { ...step, fields: [mood], outputs: [{ key: 'stamp' }], sample: { stamp: 'blue | red' } };
  const odd = referenceOf({ ...definition, steps: [changed] });
  expect(odd).toContain('| Mood <of the day> | `mood` | string | yes |  | Good (`good`); Bad (`bad`) |');
  expect(odd).toContain('| `stamp` | string | `"blue \\| red"` |');
});
