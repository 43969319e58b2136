import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '..');
const FOLDERS = 'authentication.ts index.ts {creates,searches,triggers,lib,dev,test}/**/*.{ts,tsx}'.split(' ');
const files = FOLDERS.flatMap((pattern) => globSync(pattern, { cwd: root }));

/** What a file imports from the project; `isType` where nothing of it is left at run time. */
const imports = new Map(
  files.map((file) => {
    const source = readFileSync(join(root, file), 'utf8');
    const found = source.matchAll(/^(?:import|export)( type)?[^;'"`]*?from '(\.[^']+)'|\bimport\('(\.[^']+)'\)/gm);
    const targets = [...found].map(([, type, from, dynamic]) => ({
      to: normalize(join(dirname(file), from ?? dynamic ?? '')),
      isType: type !== undefined,
    }));
    return [file, targets];
  }),
);

/** What the files in a folder may import from, besides each other. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'lib/msgflash/': [],
  'lib/problem.ts': ['lib/msgflash/'],
  'lib/run/': ['lib/problem.ts', 'lib/msgflash/'],
  'lib/records/': ['lib/problem.ts', 'lib/msgflash/', 'type lib/run/'],
  'lib/fields/': ['lib/records/', 'lib/problem.ts', 'lib/msgflash/', 'type lib/run/'],
  'lib/finding/': ['lib/fields/', 'lib/records/', 'lib/run/', 'lib/problem.ts', 'lib/msgflash/'],
  'lib/sending/': ['lib/finding/', 'lib/fields/', 'lib/records/', 'lib/run/', 'lib/problem.ts', 'lib/msgflash/'],
  'triggers/': ['lib/'],
  'creates/': ['lib/'],
  'searches/': ['lib/'],
  'authentication.ts': ['lib/'],
  'index.ts': ['authentication.ts', 'triggers/', 'creates/', 'searches/', 'lib/'],
  'dev/msgflash/': [],
  'dev/zapier/': [],
  'dev/recipes/': ['dev/msgflash/', 'dev/zapier/', 'dev/time.ts'],
  'dev/demo/': ['dev/recipes/', 'dev/msgflash/', 'dev/zapier/', 'dev/arguments.ts'],
  // Only what starts it for tests and pictures reads the connector's source.
  'dev/page/still.ts': ['index.ts', 'dev/page/', 'dev/msgflash/'],
  'dev/page/app/': ['type dev/page/'],
};

test.each(Object.entries(MAY_IMPORT))('%s imports in one direction only', (folder, allowed) => {
  const wrong = [...imports]
    .filter(([file]) => file.startsWith(folder))
    .flatMap(([file, targets]) => targets.map((target) => ({ file, ...target })))
    .filter(({ to }) => !to.startsWith(folder) && !to.startsWith('package.json'))
    .filter(({ to, isType }) => {
      const isAllowed = (entry: string) =>
        entry.startsWith('type ') ? isType && to.startsWith(entry.slice('type '.length)) : to.startsWith(entry);
      return !allowed.some(isAllowed);
    });
  expect(wrong.map(({ file, to }) => `${file} → ${to}`)).toEqual([]);
});

test('nothing that ships imports what does not', () => {
  const shipped = /^(index\.ts|authentication\.ts|(creates|searches|triggers|lib)\/)/;
  const wrong = [...imports].flatMap(([file, targets]) =>
    shipped.test(file) ? targets.filter(({ to }) => /^(dev|test)\//.test(to)).map(({ to }) => `${file} → ${to}`) : [],
  );
  expect(wrong).toEqual([]);
});

test('no file imports itself through others', () => {
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '));
    if (done.has(file) || path.includes(file)) return;
    for (const { to } of imports.get(file) ?? []) visit(to, [...path, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  expect(circles).toEqual([]);
});
