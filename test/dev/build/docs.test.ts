import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import app from '../../../index.ts';
import { MEANINGS } from '../../../lib/msgflash/errors.ts';
import { readDefinition } from '../../../dev/reference/definition.ts';
import { type Material, makeDocs, readMaterial } from '../../../dev/reference/make.ts';
import { hasKey } from '../../../dev/build/upload-contents.ts';

const docs = join(import.meta.dirname, '..', '..', '..', 'docs');
const read = (path: string) => readFileSync(join(docs, path), 'utf8');

let material: Material;
let made: Map<string, string>;
beforeAll(async () => {
  material = await readMaterial(app);
  made = makeDocs(material);
});

/** What to do about a difference; the paths alone, since a page has a hundred thousand characters. */
const HINT = 'Run `npm run docs`';

describe('the committed files', () => {
  test('are what the definition makes', () => {
    const stale = [...made].filter(([path, text]) => read(path) !== text).map(([path]) => `${HINT}: ${path} differs`);
    expect(stale).toEqual([]);
  });

  test('are no others', () => {
    const pictures = readdirSync(join(docs, 'images')).map((name) => `images/${name}`);
    expect(['reference.md', ...pictures].sort()).toEqual([...made.keys()].sort());
  });

  test('have a section and a picture for every visible step, and a row for every code', () => {
    const reference = read('reference.md');
    const { triggers, creates, searches } = app;
    for (const [kind, steps] of Object.entries({ trigger: triggers, create: creates, search: searches })) {
      for (const [key, { display }] of Object.entries(steps ?? {})) {
        const isShown = !('hidden' in display && display.hidden);
        expect([key, reference.includes(`### ${display.label}\n`)]).toEqual([key, isShown]);
        expect([key, made.has(`images/${kind}-${key}.svg`)]).toEqual([key, isShown]);
      }
    }
    for (const code of Object.keys(MEANINGS)) expect(reference).toContain(`| \`${code}\` |`);
  });

  test('hold nothing of a machine, no key, and no id beside those of the samples', () => {
    const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
    const samples = JSON.stringify(material.definition.steps.map(({ sample }) => sample));
    for (const [path, text] of made) {
      const found = {
        keys: hasKey(text),
        machine: text.match(/127\.0\.0\.1|localhost|(?<![\w.])\/(home|Users|tmp|root|work|var)\//g),
        ids: (text.match(uuid) ?? []).filter((id) => path !== 'reference.md' || !samples.includes(id)),
      };
      expect([path, found]).toEqual([path, { keys: false, machine: null, ids: [] }]);
    }
  });

  test('link to headings that are there', () => {
    const reference = read('reference.md');
    const headings = [...reference.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
      heading.toLowerCase().replaceAll(' ', '-'),
    );
    const links = [...reference.matchAll(/\]\(#([^)]*)\)/g)].map(([, anchor]) => anchor);
    expect(links.length).toBeGreaterThan(50);
    expect(links.filter((anchor) => !headings.includes(anchor ?? ''))).toEqual([]);
    expect(new Set(headings).size).toBe(headings.length);
  });
});

test('README names every step that people see, and no other', () => {
  const [, table = ''] = readFileSync(join(docs, '..', 'README.md'), 'utf8').split('| | steps |\n');
  const rows = table.split('\n\n')[0]?.split('\n').slice(1) ?? [];
  const named = rows.flatMap((row) => row.split('|')[2]?.split('·') ?? []).map((name) => name.trim());
  const { steps, pairs } = material.definition;
  const labels = steps.map(({ key, label }) =>
    pairs.some(({ search }) => search === key) ? `${label} (or create)` : label,
  );
  expect(named.sort()).toEqual(labels.sort());
});

describe('the generator', () => {
  test('draws pictures whose text stays on the card', () => {
    for (const [path, text] of made) {
      if (!path.endsWith('.svg')) continue;
      const height = Number(/ height="(\d+)"/.exec(text)?.[1]);
      const lines = [...text.matchAll(/<text x="[\d.]+" y="([\d.]+)"/g)].map(([, y]) => Number(y));
      expect([path, Math.max(...lines) < height - 8]).toEqual([path, true]);
      // Well-formed as far as text can break it.
      expect(text.replace(/<[^<>]*>/g, '')).not.toMatch(/[<>]|&(?!(amp|lt|gt|quot);)/);
    }
  });

  test('follows a definition that changes', async () => {
    const { send_message: send, ...creates } = app.creates ?? {};
    const { find_usage: _gone, ...searches } = app.searches ?? {};
    if (!send) throw new Error('Send Message is gone.');
    const { operation } = send;
    const added = { key: 'mood', label: 'Mood <of the day>', required: true, choices: { good: 'Good', bad: 'Bad' } };
    const changed = {
      ...send,
      display: { ...send.display, description: 'Sends a telegram.' },
      operation: {
        ...operation,
        inputFields: [...(Array.isArray(operation.inputFields) ? operation.inputFields : []), added],
        outputFields: [...(Array.isArray(operation.outputFields) ? operation.outputFields : []), { key: 'stamp' }],
        sample: { ...operation.sample, stamp: 'blue | red' },
      },
    };
    const definition = await readDefinition({ ...app, creates: { send_message: changed, ...creates }, searches });
    const after = makeDocs({ ...material, definition });
    const reference = after.get('reference.md') ?? '';
    expect(reference).toContain('Sends a telegram. Key: `send_message`');
    expect(reference).toContain('| Mood <of the day> | `mood` | string | yes |  | Good (`good`); Bad (`bad`) |');
    expect(reference).toContain('| `stamp` | string | `"blue \\| red"` |');
    expect(reference).not.toContain('### Find Plan Usage');
    expect(after.has('images/search-find_usage.svg')).toBe(false);
    const picture = after.get('images/create-send_message.svg') ?? '';
    expect(picture).toContain('Mood &lt;of the day&gt;');
    expect(picture).toContain('Sends a telegram.');
    const same = [...after.keys()].filter((path) => after.get(path) === made.get(path));
    expect(same.sort()).toEqual(
      [...made.keys()]
        .filter(
          (path) => !['reference.md', 'images/create-send_message.svg', 'images/search-find_usage.svg'].includes(path),
        )
        .sort(),
    );
  });
});
