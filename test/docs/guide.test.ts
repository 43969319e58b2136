import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { stories } from '../../dev/demo/index.ts';
import { plans } from '../../dev/msgflash/plans.ts';
import { recipes } from '../../dev/recipes/index.ts';
import { BUDGET } from '../../dev/reference/budget.ts';
import app from '../../index.ts';
import { fileLink } from '../../lib/fields/links.ts';
import { recipientOf } from '../../lib/fields/recipient.ts';
import { timeOf } from '../../lib/fields/when.ts';
import type { Consequence } from '../../lib/msgflash/errors.ts';
import { messageRows } from '../../triggers/events.ts';
import { anchorOf, boldIn, codeIn, sectionsOf, tablesOf, targetsOf } from './markdown.ts';
import { isBeginning, ofCodes, ofSteps, piecesOf, shipped } from './sentences.ts';
import { type Step, stepsOf } from './steps.ts';

const root = new URL('../../', import.meta.url);
const page = readFileSync(new URL('docs/guide.md', root), 'utf8');
const sections = sectionsOf(page);
const part = (title: string) => {
  const found = sections.find((section) => section.title === title);
  if (!found) throw new Error(`The guide has no part “${title}”.`);
  return found.text;
};
const recipeParts = sectionsOf(part('Recipes'));

const steps = stepsOf(app);
const stepOf = (label: string) => {
  const found = steps.find((step) => step.label === label);
  if (!found) throw new Error(`There is no step “${label}”.`);
  return found;
};

describe('the recipes of the guide', () => {
  test('are those that can be played, in the same order, one in each part', () => {
    const commands = recipeParts.map(({ text }) =>
      codeIn(text).flatMap((code) => /^npm start -- --story (\S+)$/.exec(code)?.[1] ?? []),
    );
    expect(commands).toEqual(recipes.map(({ name }) => [name]));
  });

  test('no other command is named than those there are', () => {
    const names = codeIn(page).flatMap((code) => /--story (\S+)/.exec(code)?.[1] ?? []);
    const known = [...stories, ...recipes].map(({ name }) => name);
    expect(names.filter((name) => name !== 'recipes' && !known.includes(name))).toEqual([]);
  });

  test.each(recipeParts)('$title: says what people ask, and its tables name what is there', ({ text }) => {
    for (const words of ['**Why**', '**If something goes wrong**', '**Costs**']) expect(text).toContain(words);
    for (const [head, ...rows] of tablesOf(text)) {
      expect(head).toEqual(['Step', 'Field', 'Fill in']);
      expect(unknownNames(rows)).toEqual([]);
      expect(unfilled(rows)).toEqual([]);
    }
  });
});

/** Names in bold that the definition does not have where the table says so. */
function unknownNames(rows: readonly string[][]): string[] {
  let step: Step | undefined;
  let outputs: string[] = [];
  return rows.flatMap(([stepCell = '', fieldCell = '', fillCell = '']) => {
    if (stepCell) {
      outputs = [...outputs, ...(step ? step.outputs : [])];
      const [label] = boldIn(stepCell);
      step = label === undefined ? undefined : stepOf(label);
    }
    const fields = boldIn(fieldCell);
    const known = step ? [...outputs, ...fields.flatMap(choicesIn(step))] : outputs;
    return [
      ...fields.filter((name) => !step?.fields.some(({ label }) => label === name)),
      ...boldIn(fillCell).filter((name) => !known.includes(name)),
    ];
  });
}

/** The choices of a field, by its label. */
const choicesIn = (step: Step) => (name: string) =>
  step.fields.filter(({ label }) => label === name).flatMap(({ choices }) => choices);

/** Fields that every run of a step needs and that the table leaves out. */
function unfilled(rows: readonly string[][]): string[] {
  const filled = new Map<Step, string[]>();
  let fields: string[] = [];
  for (const [stepCell = '', fieldCell = ''] of rows) {
    if (stepCell) fields = [];
    for (const label of boldIn(stepCell)) filled.set(stepOf(label), fields);
    fields.push(...boldIn(fieldCell));
  }
  return [...filled].flatMap(([{ label, required }, there]) =>
    required.filter((field) => !there.includes(field)).map((field) => `${label}: ${field}`),
  );
}

describe('what the guide says of what people type', () => {
  /** The rows below the head of the table of a part. */
  const rowsOf = (title: string) => {
    const rows = tablesOf(part(title))[0]?.slice(1) ?? [];
    expect(rows.length).toBeGreaterThan(5);
    return rows;
  };
  const connection = { apiKey: 'key', teamId: undefined, defaultCountry: 'FR' };
  const readers: [string, (written: string) => Promise<string>][] = [
    ['Numbers', (to) => recipientOf({ to }, connection)],
    ['Dates', (at) => timeOf({ at }, 'Europe/Paris', 'at', 'Send At').then(({ utc }) => utc)],
  ];

  test.each(readers)('%s are read, or refused, as it says', async (title, read) => {
    const rows = rowsOf(title);
    const found = rows.map(async ([written = '']) => {
      const [code = ''] = codeIn(written);
      return [
        written,
        await read(code).then(
          (value) => `\`${value}\``,
          () => 'refused',
        ),
      ];
    });
    expect(await Promise.all(found)).toEqual(rows);
  });

  test('a link works, or is refused, as it says', () => {
    const read = (link: string) => {
      try {
        return fileLink(link, 'Link to File') === link ? 'works' : 'changed';
      } catch {
        return 'refused';
      }
    };
    for (const [, refused = '', works = ''] of rowsOf('Files and links')) {
      expect(codeIn(refused).filter((link) => read(link) !== 'refused')).toEqual([]);
      expect(codeIn(works).filter((link) => read(link) !== 'works')).toEqual([]);
    }
  });
});

const PLACES: Readonly<Record<Consequence, readonly string[]>> = {
  halted: ['Halted: the run stopped'],
  error: ['Error: the run failed', 'In the editor, and when you turn on the Zap'],
  throttled: ['Waiting: Zapier tries again'],
  reconnect: ['Reconnect: the connection was refused'],
};

describe('what the guide says of messages', () => {
  const groups = sectionsOf(part('Error messages'));
  const quotesIn = (text: string) =>
    tablesOf(text).flatMap(([, ...rows]) =>
      rows.map(([cell = '']) => /^“(.+)”$/.exec(cell)?.[1] ?? `not a quotation: ${cell}`),
    );
  const quotes = groups.flatMap(({ text }) => quotesIn(text));

  test('each is in the source, and there once', () => {
    expect(quotes.length).toBeGreaterThan(50);
    const unknown = quotes.filter((quote) => piecesOf(quote).some((piece) => !shipped.includes(piece)));
    expect(unknown).toEqual([]);
    expect(new Set(quotes).size).toBe(quotes.length);
  });

  test('every sentence is where people look for it', () => {
    const missing = [...ofCodes(), ...ofSteps()].filter(([consequence, sentence]) => {
      const places = groups.filter(({ title }) => PLACES[consequence].includes(title));
      return !places.flatMap(({ text }) => quotesIn(text)).some((quote) => isBeginning(quote, sentence));
    });
    expect(missing).toEqual([]);
  });
});

describe('what the guide says of costs', () => {
  const [quotas = [], costs = []] = tablesOf(part('What each step costs'));

  test('each step costs what the budget allows', () => {
    const named = costs.flatMap(([cell = '']) => boldIn(cell));
    const others = messageRows.map(({ label }) => label).filter((label) => !named.includes(label));
    const labelsIn = (cell: string) => (cell === 'The other message triggers' ? others : boldIn(cell));
    const told = costs
      .slice(1)
      .flatMap(([cell = '', cost = '']) => labelsIn(cell).map((label) => [label, cost] as const));
    const labels = steps.filter(isSingle).map(({ label }) => label);
    expect(told.map(([label]) => label).sort()).toEqual(labels.sort());
    for (const [label, cost] of told) {
      const budget = BUDGET[stepOf(label).name] ?? {};
      expect([label, Number.parseInt(cost, 10)]).toEqual([label, budget.run ?? budget.full]);
    }
  });

  test('the plans are those of the API', () => {
    const told = quotas.slice(1).map(([, ...cells]) => cells.map((cell) => Number(cell.replaceAll(' ', ''))));
    const limits = Object.values(plans).map(({ limits: each }) => each);
    const keys = ['monthlyApiRequestQuota', 'monthlyOutboundQuota', 'maxWebhookEndpoints', 'maxInstances'] as const;
    expect(told).toEqual(keys.map((key) => limits.map((each) => each[key])));
  });
});

const isSingle = ({ name }: Step) => !name.startsWith('searchOrCreates.');

describe('links and pictures', () => {
  const targets = targetsOf(page);

  test('each leads somewhere, and each picture is told in words', () => {
    const anchors = sections.map(({ title }) => `#${anchorOf(title)}`);
    const dead = targets.filter(({ target }) => {
      if (/^https:\/\/((app|docs)\.msgflash|faq\.whatsapp)\.com/.test(target)) return false;
      return target.startsWith('#') ? !anchors.includes(target) : !existsSync(new URL(`docs/${target}`, root));
    });
    expect(dead).toEqual([]);
    const pictures = targets.filter(({ isPicture }) => isPicture);
    expect(pictures.length).toBeGreaterThan(5);
    expect(pictures.filter(({ text }) => text.length < 10)).toEqual([]);
  });

  test('every part is in the list at its head', () => {
    const parts = sections.filter(({ rank }) => rank === 2).map(({ title }) => `#${anchorOf(title)}`);
    const head = page.slice(0, page.indexOf('\n## '));
    expect(targetsOf(head).map(({ target }) => target)).toEqual(parts);
  });
});

test('nothing in it is for developers only', () => {
  expect(page).not.toMatch(/\bJSON\b|\bHTTP\b|[A-Z]+_[A-Z]+/);
});
