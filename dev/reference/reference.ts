import { BUDGET, type Costs, OPERATIONS } from './budget.ts';
import type { Definition, DocPair, DocStep, Field, OutputField } from './definition.ts';
import { listOf } from './definition.ts';
import { ERRORS, errorsChapter } from './errors.ts';
import { code, table, toHeading } from './markdown.ts';

/** More choices than this are counted, with the first and the last of them. */
const MANY = 20;
const CHAPTERS = { trigger: 'Triggers', create: 'Actions', search: 'Searches' } as const;
const CONNECTION = 'Connection';
const LISTS = 'Lists to pick from';

/** The whole reference as one page of Markdown. */
export function referenceOf(definition: Definition): string {
  const { steps, pairs } = definition;
  const chapters = Object.entries(CHAPTERS).map(([kind, title]) => ({
    title,
    steps: steps.filter((step) => step.kind === kind),
    pairs: kind === 'search' ? pairs : [],
  }));
  const labels = new Map(steps.map((step) => [step.key, step.label]));
  const page = [
    '# Reference',
    'Written by `npm run docs` from the app definition, the table of errors and the budget of API requests; never by hand.',
    contents(chapters),
    connectionChapter(definition.connection),
    ...chapters.flatMap((chapter) => [
      `## ${chapter.title}`,
      ...chapter.steps.map((step) => stepSection(step, definition)),
      ...chapter.pairs.map((pair) => pairSection(pair, labels)),
    ]),
    listsChapter(definition),
    errorsChapter(),
  ];
  return `${page.join('\n\n')}\n`;
}

function contents(chapters: readonly { title: string; steps: DocStep[]; pairs: DocPair[] }[]): string {
  return [
    `- ${toHeading(CONNECTION)}`,
    ...chapters.map(({ title, steps, pairs }) => {
      const links = [...steps, ...pairs].map(({ label }) => toHeading(label));
      return `- ${toHeading(title)}: ${links.join(' · ')}`;
    }),
    `- ${toHeading(LISTS)}`,
    `- ${toHeading(ERRORS)}`,
  ].join('\n');
}

function connectionChapter(fields: readonly Field[]): string {
  return [
    `## ${CONNECTION}`,
    '![The form of the connection](images/connection.png)',
    table(
      HEADINGS,
      fields.map((field) => row(field, [])),
    ),
    costs(BUDGET.authentication),
  ].join('\n\n');
}

function stepSection(step: DocStep, definition: Definition): string {
  const { kind, key, label, description, fields, variants, outputs, sample, name } = step;
  const hasFile = outputs.some(({ type }) => type === 'file');
  return [
    `### ${label}`,
    `${description} Key: ${code(key)}`,
    `![The form of ${label}](images/${kind}-${key}.png)`,
    fields.length > 0
      ? table(
          HEADINGS,
          fields.map((field) => row(field, definition.steps)),
        )
      : 'There is nothing to fill in.',
    ...variants.map(({ field, choices }) => {
      const added = choices.filter((choice) => choice.fields.length > 0);
      const rows = added.flatMap((choice) =>
        choice.fields.map((each, index) => [index === 0 ? `**${choice.label}**` : '', ...row(each, definition.steps)]),
      );
      return [`By what is chosen in ${field.label}:`, table([field.label ?? field.key, ...HEADINGS], rows)].join(
        '\n\n',
      );
    }),
    table(
      ['output', 'key', 'type', 'sample'],
      outputs.map((output) => outputRow(output, sample)),
    ),
    costs({ ...BUDGET[name], ...(hasFile && BUDGET['hydrators.messageMedia']) }),
  ].join('\n\n');
}

function pairSection(
  { key, label, description, search, create }: DocPair,
  labels: ReadonlyMap<string, string>,
): string {
  const parts = [search, create].map((part) => toHeading(labels.get(part) ?? part));
  return [
    `### ${label}`,
    `${description} Key: ${code(key)}`,
    `Made of ${parts.join(' and ')}: their fields, outputs and errors.`,
    costs(BUDGET[`searchOrCreates.${key}`]),
  ].join('\n\n');
}

function listsChapter({ lists }: Definition): string {
  return [
    `## ${LISTS}`,
    'Hidden triggers: people see only what they list.',
    table(
      ['list', 'key', 'shown in', 'API requests'],
      lists.map(({ key, label, usedIn }) => [
        label,
        code(key),
        usedIn.map(toHeading).join(', '),
        costRows(BUDGET[`triggers.${key}`])
          .map(([words, most]) => `${words}: ${most}`)
          .join('\n'),
      ]),
    ),
  ].join('\n\n');
}

const HEADINGS = ['field', 'key', 'type', 'required', 'default', 'choices', 'help'];

function row(field: Field, steps: readonly DocStep[]): string[] {
  const { key, label = '', required, default: preset = '', helpText = '', placeholder } = field;
  const example = placeholder ? `Such as ${code(placeholder)}.` : '';
  const help = [unfenced(helpText), example].filter(Boolean).join(' ');
  return [label, code(key), typeOf(field), required ? 'yes' : '', code(preset), choicesOf(field, steps), help];
}

function typeOf({ type = 'string', list, dict }: Field): string {
  return [type, list && 'several', dict && 'names with values'].filter(Boolean).join(', ');
}

function choicesOf({ choices, dynamic, search }: Field, steps: readonly DocStep[]): string {
  const found = steps.find(({ key }) => key === search?.split('.')[0]);
  const parts = [
    ...(dynamic ? [`${toHeading(LISTS).replace(LISTS, code(listOf(dynamic)))}`] : []),
    ...(found ? [`or by ${toHeading(found.label)}`] : []),
  ];
  const all = Array.isArray(choices)
    ? choices.map((choice) => code(String(choice)))
    : Object.entries(choices ?? {}).map(([value, label]) => `${String(label)} (${code(value)})`);
  const shown = all.length > MANY ? [`${all.length}, from ${all[0]} to ${all.at(-1)}`] : all;
  return [...shown, ...(parts.length > 0 ? [parts.join(', ')] : [])].join('; ');
}

/** A block of code cannot stand in a table. */
function unfenced(helpText: string): string {
  const [, , text] = /^(`{3,})\n([\s\S]*)\n\1$/.exec(helpText) ?? [];
  return text === undefined ? helpText : code(text);
}

function outputRow({ key, label = '', type = 'string' }: OutputField, sample: DocStep['sample']): string[] {
  const value = sample[key];
  return [label, code(key), type, value === null || value === undefined ? '' : code(JSON.stringify(value))];
}

function costs(of: Costs | undefined): string {
  return table(['API requests', ''], costRows(of));
}

/** What costs requests, in words, with the most that it may cost. */
function costRows(of: Costs = {}): [string, number][] {
  const known: Readonly<Record<string, number | undefined>> = of;
  return Object.entries(OPERATIONS).flatMap(([operation, words]): [string, number][] => {
    const most = known[operation];
    return most === undefined ? [] : [[words, most]];
  });
}
