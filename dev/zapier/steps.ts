import { pairOf, type Step, type StepName, stepOf } from './app.ts';
import type { Files } from './files.ts';
import type { Hydration } from './hydrate.ts';
import {
  filledInput,
  type Input,
  missingSentence,
  type PlainField,
  plainFields,
  rawInput,
  typedInput,
} from './inputs.ts';
import { bundleMeta, type MetaOptions } from './meta.ts';
import type { Outcome } from './outcome.ts';
import type { Connection, Runner, RunRecord } from './runner.ts';
import { at, type Dict, isDict } from './values.ts';

export interface RunOptions extends MetaOptions {
  /** False to allow empty required fields, as Zapier does if a mapped value turns out to be empty. */
  requireFields?: boolean;
  /** How often a throttled run is retried, each time after the delay that it asked for. Default 0. */
  repeat?: number;
  /**
   * The fields that decide the types of the input. By default they are read once for each step and input, as the editor
   * does when a step is set up. `'static'` leaves out fields made by a function, which saves their requests.
   */
  fields?: readonly PlainField[] | 'static';
}

export interface Choice {
  value: string;
  label: string;
}

export interface DropdownPage {
  choices: Choice[];
  outcome: Outcome;
  message: string;
}

/** Input, ready for a run. */
export interface Prepared {
  /** `inputData`, `inputDataRaw` and `meta` of a bundle. */
  bundle(more?: MetaOptions): Dict;
  refusal: string;
}

interface Parts {
  app: object;
  runner: Runner;
  files: Files;
  hydration: Hydration;
  timezone: string;
}

export type Steps = ReturnType<typeof createSteps>;

export function createSteps({ app, runner, files, hydration, timezone }: Parts) {
  const shown = new Map<string, Promise<PlainField[]>>();
  const staticFields = ({ operation }: Step) => plainFields(operation.inputFields);

  /** The input fields that the editor shows for these values. Mapped values are not filled in there. */
  const fields = (connection: Connection, name: StepName, input: Input = {}) =>
    shownFields(connection, stepOf(app, name), input);

  async function shownFields(connection: Connection, step: Step, input: Input) {
    const inputData = rawInput(input);
    const run = await runner.run({
      step: step.name,
      method: `${step.name}.operation.inputFields`,
      connection,
      bundle: () => ({ inputData, inputDataRaw: inputData, meta: bundleMeta({ timezone }) }),
    });
    return { fields: plainFields(run.output), outcome: run.outcome, message: run.message, run };
  }

  /** The fields that the editor showed when the step was set up, without those of a function that failed. */
  async function savedFields(connection: Connection, step: Step, input: Input): Promise<PlainField[]> {
    const { inputFields } = step.operation;
    const isDynamic = Array.isArray(inputFields) && inputFields.some((field) => typeof field === 'function');
    if (!isDynamic) return staticFields(step);
    const setup = JSON.stringify([connection.id, step.name, rawInput(input)]);
    const cached = shown.get(setup);
    if (cached) return cached;
    const looking = shownFields(connection, step, input).then((found) => {
      if (found.outcome === 'success') return found.fields;
      shown.delete(setup);
      return staticFields(step);
    });
    shown.set(setup, looking);
    return looking;
  }

  async function prepare(connection: Connection, step: Step, input: Input, options: RunOptions): Promise<Prepared> {
    const saved =
      options.fields === 'static'
        ? staticFields(step)
        : (options.fields ?? (await savedFields(connection, step, input)));
    const text = hydration.filled(filledInput(input), connection);
    const zone = options.timezone ?? timezone;
    return {
      bundle: (more) => ({
        inputData: typedInput(isDict(text) ? text : {}, saved, zone, files.storeText),
        inputDataRaw: rawInput(input),
        meta: bundleMeta({ ...options, ...more, timezone: zone }),
      }),
      refusal: options.requireFields === false ? '' : missingSentence(input, saved),
    };
  }

  /** Runs the perform of a create, a search or a polling trigger. Never throws if the step fails. */
  async function run(
    connection: Connection,
    name: StepName,
    input: Input = {},
    options: RunOptions = {},
  ): Promise<RunRecord> {
    const step = stepOf(app, name);
    return runner.run({
      step: step.name,
      method: `${step.name}.operation.perform`,
      connection,
      storeKey: storeKey(step, connection),
      ...(await prepare(connection, step, input, options)),
      repeat: options.repeat ?? 0,
    });
  }

  /** One page of a dropdown. @throws Error if the step does not show the field with this input */
  async function dropdown(
    connection: Connection,
    name: StepName,
    fieldKey: string,
    { page = 0, input = {} }: { page?: number; input?: Input } = {},
  ): Promise<DropdownPage> {
    const step = stepOf(app, name);
    const isAsked = (field: PlainField) => field.key === fieldKey;
    const field = staticFields(step).find(isAsked) ?? (await shownFields(connection, step, input)).fields.find(isAsked);
    if (!field) throw new Error(`${step.name} shows no field ${fieldKey} with this input.`);
    if (!field.dynamic) return { choices: fixedChoices(field.choices), outcome: 'success', message: '' };

    const [trigger = '', idKey = '', labelKey = ''] = field.dynamic.split('.');
    const source = stepOf(app, { type: 'triggers', key: trigger });
    const inputData = rawInput(input);
    const meta = bundleMeta({ timezone, page, meta: { isFillingDynamicDropdown: true } });
    const { output, outcome, message } = await runner.run({
      step: source.name,
      method: `${source.name}.operation.perform`,
      connection,
      storeKey: storeKey(source, connection, `${step.name}.${fieldKey}`),
      bundle: () => ({ inputData, inputDataRaw: inputData, meta }),
    });
    const items: unknown[] = Array.isArray(output) ? output : [];
    const choices = items.map((item) => ({
      value: String(at(item, idKey) ?? ''),
      label: String(at(item, labelKey) ?? ''),
    }));
    return { choices, outcome, message };
  }

  async function findOrCreate(
    connection: Connection,
    searchKey: string,
    searchInput: Input,
    createInput: Input = {},
    options: RunOptions = {},
  ) {
    const pair = pairOf(app, searchKey);
    const search = await run(connection, { type: 'searches', key: pair.search }, searchInput, options);
    const found = search.first !== null;
    if (search.outcome !== 'success' || found) {
      return { outcome: search.outcome, message: search.message, found, output: search.first, search, create: null };
    }
    const create = await run(connection, { type: 'creates', key: pair.create }, createInput, {
      ...options,
      meta: { withSearch: pair.search, ...options.meta },
    });
    const { outcome, message, output } = create;
    return { outcome, message, found, output, search, create };
  }

  return { prepare, run, fields, dropdown, findOrCreate };
}

/** The key under which Zapier stores a cursor: one for each dropdown, and only for triggers that paginate. */
function storeKey({ name, operation }: Step, connection: Connection, place = ''): string | null {
  return operation.canPaginate === true ? [connection.id, name, place].join('/') : null;
}

function fixedChoices(choices: PlainField['choices']): Choice[] {
  return Object.entries(choices ?? {}).map(([value, label]) => ({ value, label: String(label) }));
}
