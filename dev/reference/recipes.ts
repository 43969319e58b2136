import { isList, piecesOf, titleOf } from '../recipes/mapping.ts';
import { isOwn, type OwnStep, type Recipe, type Value, type ZapData, type ZapStep } from '../recipes/recipe.ts';
import { at, isDict } from '../zapier/values.ts';
import { type Definition, type Field, fieldsOf } from './definition.ts';
import { table } from './markdown.ts';

const BEGIN = '<!-- The recipes are written by `npm run docs`, from dev/recipes. -->';
const END = '<!-- End of the recipes. -->';
const WIDTH = 125;

/** The guide with its recipes as the data has them now. @throws when the page has no place for them */
export function guideWith(page: string, recipes: readonly Recipe[], definition: Definition): string {
  const from = page.indexOf(BEGIN);
  const to = page.indexOf(END);
  if (from < 0 || to < from) throw new Error('docs/guide.md does not say where the recipes stand.');
  const sections = recipes.map((recipe) => sectionOf(recipe, definition));
  return [page.slice(0, from) + BEGIN, ...sections, page.slice(to)].join('\n\n');
}

function sectionOf({ name, title, apps, zaps, guide }: Recipe, definition: Definition): string {
  const own = zaps.filter(({ isAside }) => !isAside);
  const used = own.flatMap(({ steps }) => steps.map((step) => (step.kind === 'app' ? step.app : '')));
  const others = apps.filter((app) => !used.includes(app));
  const { picture } = guide;
  const [kind, key = ''] = picture?.split(/-(.*)/) ?? [];
  const form = definition.steps.find((step) => step.kind === kind && step.key === key);
  const bullets = [
    `**Why**: ${guide.why}`,
    ...(guide.notes ?? []),
    `**If something goes wrong**: ${guide.wrong}`,
    ...(guide.more ?? []),
    `**Costs** ${guide.costs}`,
    `**Watch it**: \`npm start -- --story ${name}\`, or open it in \`npm run playground\``,
  ];
  const unnamed = others.filter((app) => !title.includes(app));
  return [
    `### ${title}`,
    ...(unnamed.length > 0 ? [`It works the same with ${unnamed.join(' or ')}.`] : []),
    ...own.flatMap((zap) => [...(zap.title ? [zap.title] : []), tableOf(zap, definition)]),
    ...(form ? [`![The form of ${form.label}, filled in](images/recipe-${name}.png)`] : []),
    bullets.map(wrapped).join('\n'),
  ].join('\n\n');
}

function tableOf({ steps }: ZapData, definition: Definition): string {
  const rows = steps.flatMap((step, index): string[][] => {
    const isFirstPath = step.path && !steps.slice(0, index).some(({ path }) => path);
    const paths = isFirstPath ? steps.flatMap(({ path }) => (path ? [['', `${path.name} if`, path.if.says]] : [])) : [];
    const [first, ...more] = fieldRows(step, steps, definition);
    const cell = `${index + 1}. ${step.path ? `${step.path.name}, ` : ''}${nameOf(step, definition)}`;
    const named = paths.map(([, field = '', says = ''], i) => [i === 0 ? 'Paths by Zapier' : '', field, says]);
    return [...named, [cell, ...(first ?? ['', ''])], ...more.map((row) => ['', ...row])];
  });
  return table(['Step', 'Field', 'Fill in'], rows).trim();
}

function nameOf(step: ZapStep, definition: Definition): string {
  if (step.kind === 'filter') return 'Filter by Zapier';
  if (step.kind === 'delay') return 'Delay by Zapier';
  return step.kind === 'app' ? `${step.app}: ${step.does}` : `MsgFlash: **${labelOf(step, definition)}**`;
}

function labelOf({ step }: OwnStep, { steps, pairs }: Definition): string {
  const found = steps.find(({ name }) => name === step) ?? pairs.find(({ key }) => `searchOrCreates.${key}` === step);
  if (!found) throw new Error(`There is no step ${step}.`);
  return found.label;
}

function fieldRows(step: ZapStep, steps: readonly ZapStep[], definition: Definition): string[][] {
  if (step.kind === 'filter') return [['Only continue if', step.if.says]];
  if (step.kind === 'delay') return [['Delay for', step.says]];
  if (step.kind === 'app') {
    return Object.entries(step.takes ?? {}).map(([name, text]) => [name, filledIn(text, steps, definition)]);
  }
  const fields = formOf(step, definition);
  const told = Object.entries(step.guide ?? {}).filter(([key]) => !(key in step.fields));
  return [
    ...told.map(([key, text]) => [`**${fieldLabel(key, fields)}**`, text]),
    ...Object.entries(step.fields).map(([key, value]) => {
      const text =
        step.guide?.[key] ??
        contentOf(
          value,
          fields.find((field) => field.key === key),
          steps,
          definition,
        );
      return [`**${fieldLabel(key, fields)}**`, text];
    }),
  ];
}

function formOf({ step }: OwnStep, { steps, pairs }: Definition): Field[] {
  const pair = pairs.find(({ key }) => `searchOrCreates.${key}` === step);
  const names = pair ? [`searches.${pair.search}`, `creates.${pair.create}`] : [step];
  return steps.filter(({ name }) => names.includes(name)).flatMap(fieldsOf);
}

function fieldLabel(key: string, fields: readonly Field[]): string {
  const label = fields.find((field) => field.key === key)?.label;
  if (!label) throw new Error(`There is no field ${key}.`);
  return label;
}

function contentOf(value: Value, field: Field | undefined, steps: readonly ZapStep[], definition: Definition): string {
  const one = (text: string): string => {
    const choice = isDict(field?.choices) ? at(field?.choices, text) : undefined;
    if (typeof choice === 'string') return `**${choice}**`;
    return /^[\w-]+$/.test(text) ? `\`${text}\`` : filledIn(text, steps, definition);
  };
  if (typeof value === 'string') return one(value);
  return isList(value)
    ? value.map(one).join(', ')
    : Object.entries(value)
        .map(([name, text]) => `${name}: ${one(text)}`)
        .join(', ');
}

/** Text with the names of what is mapped in it. */
function filledIn(text: string, steps: readonly ZapStep[], definition: Definition): string {
  const pieces = piecesOf(text.replaceAll('\n', ' '));
  return pieces
    .map((piece) => {
      if (typeof piece === 'string') return piece;
      const step = steps[piece.step - 1];
      const label = isOwn(step) ? `**${outputLabel(step, piece.key, definition)}**` : titleOf(piece.key);
      const name = `${label} of step ${piece.step}`;
      return pieces.length === 1 ? name : `[${name}]`;
    })
    .join('');
}

function outputLabel({ step }: OwnStep, key: string, { steps, pairs }: Definition): string {
  const pair = pairs.find((each) => `searchOrCreates.${each.key}` === step);
  const name = pair ? `searches.${pair.search}` : step;
  const label = steps.find((each) => each.name === name)?.outputs.find((output) => output.key === key)?.label;
  if (!label) throw new Error(`${step} returns no ${key}.`);
  return label;
}

/** A list item in lines of one width. */
function wrapped(text: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last && last.length + word.length + 1 > WIDTH - 2) lines.push(word);
    else lines[lines.length - 1] = last ? `${last} ${word}` : word;
  }
  return lines.map((line, index) => `${index === 0 ? '-' : ' '} ${line}`).join('\n');
}
