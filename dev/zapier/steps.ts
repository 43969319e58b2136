import type { App, Step, StepName } from './app.ts';
import type { Connection, Connections } from './connections.ts';
import type { Files } from './files.ts';
import type { Hydration } from './hydrate.ts';
import {
  fieldMeta,
  filledInput,
  type Input,
  missingFields,
  missingSentence,
  type PlainField,
  plainFields,
  rawInput,
  typedInput,
} from './inputs.ts';
import { bundleMeta, type MetaOptions } from './meta.ts';
import type { Outcome } from './outcome.ts';
import type { Runner, RunRecord } from './runner.ts';
import { at, type Dict, isDict } from './values.ts';

export interface RunOptions extends MetaOptions {
  /** False to allow empty required fields, as Zapier does if a mapped value turns out to be empty. */
  requireFields?: boolean;
  /** How often a throttled run is retried, each time after the delay that it asked for. Default 0. */
  repeat?: number;
  /** The time limit of each attempt, in real time. */
  timeoutMs?: number;
  /**
   * The fields that decide the types of the input. By default they are read once for each step and input, as the editor
   * does when a step is set up. `'static'` leaves out fields made by a function, which saves their requests.
   */
  fields?: readonly PlainField[] | 'static';
}

export interface StepFields {
  fields: PlainField[];
  outcome: Outcome;
  message: string;
  run: RunRecord;
}

export interface Choice {
  value: string;
  label: string;
}

export interface DropdownPage {
  choices: Choice[];
  outcome: Outcome;
  message: string;
  /** Pass it to get the next page of a dropdown whose choices are a function. */
  pagingToken: string | null;
  /** Null if the choices are fixed. */
  run: RunRecord | null;
}

export interface DropdownOptions {
  page?: number;
  /** The values of the step's other fields. */
  input?: Input;
  pagingToken?: string;
}

export interface FindOrCreate {
  outcome: Outcome;
  message: string;
  /** Whether the search found something, so that nothing was created. */
  found: boolean;
  /** What was found or created. */
  output: unknown;
  search: RunRecord;
  create: RunRecord | null;
}

/** Input, ready for a bundle. */
export interface Prepared {
  bundle(): { inputData: Dict; inputDataRaw: Dict };
  fieldMeta: Dict;
  refusal?: string;
}

export interface Steps {
  prepare(connection: Connection, step: Step, input: Input, options: RunOptions): Promise<Prepared>;
  run(connection: Connection, name: StepName, input?: Input, options?: RunOptions): Promise<RunRecord>;
  fields(connection: Connection, name: StepName, input?: Input): Promise<StepFields>;
  dropdown(connection: Connection, name: StepName, fieldKey: string, options?: DropdownOptions): Promise<DropdownPage>;
  findOrCreate(
    connection: Connection,
    searchKey: string,
    searchInput: Input,
    createInput?: Input,
    options?: RunOptions,
  ): Promise<FindOrCreate>;
}

interface Parts {
  app: App;
  runner: Runner;
  connections: Connections;
  files: Files;
  hydration: Hydration;
  timezone: string;
}

export function createSteps({ app, runner, connections, files, hydration, timezone }: Parts): Steps {
  const shown = new Map<string, Promise<PlainField[]>>();
  const identityOf = (connection: Connection) => ({
    token: connections.tokenOf(connection.id),
    connectionId: connection.id,
  });
  const inputFieldsOf = (step: Step): readonly unknown[] => {
    const declared = at(step.operation, 'inputFields');
    return Array.isArray(declared) ? declared : declared === undefined ? [] : [declared];
  };
  const isDynamic = (step: Step) => inputFieldsOf(step).some((field) => typeof field === 'function');
  const staticFields = (step: Step) => plainFields(inputFieldsOf(step).filter((field) => typeof field !== 'function'));

  async function fields(connection: Connection, name: StepName, input: Input = {}): Promise<StepFields> {
    const step = app.step(name);
    const inputData = rawInput(input);
    const run = await runner.run({
      step: step.name,
      method: `${step.name}.operation.inputFields`,
      ...identityOf(connection),
      bundle: () => ({
        authData: connection.authData,
        inputData,
        inputDataRaw: inputData,
        meta: bundleMeta({ timezone }),
      }),
    });
    return { fields: plainFields(run.output), outcome: run.outcome, message: run.message, run };
  }

  /** The fields that the editor showed when the step was set up, without those of a function that failed. */
  async function savedFields(connection: Connection, step: Step, input: Input): Promise<PlainField[]> {
    if (!isDynamic(step)) return staticFields(step);
    const setup = JSON.stringify([connection.id, step.name, rawInput(input)]);
    const cached = shown.get(setup);
    if (cached) return cached;
    const looking = fields(connection, step, input).then((found) => {
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
    const missing = options.requireFields === false ? [] : missingFields(input, saved);
    const inputDataRaw = rawInput(input);
    const text = await hydration.filled(filledInput(input), connection);
    const typing = {
      timezone: options.timezone ?? timezone,
      clean: app.cleansInput(step),
      fileLink: (typed: string) => files.storeText(typed).url,
    };
    return {
      bundle: () => ({ inputData: typedInput(isDict(text) ? text : {}, saved, typing), inputDataRaw }),
      fieldMeta: fieldMeta(saved),
      ...(missing.length > 0 ? { refusal: missingSentence(missing) } : {}),
    };
  }

  async function run(
    connection: Connection,
    name: StepName,
    input: Input = {},
    options: RunOptions = {},
  ): Promise<RunRecord> {
    const step = app.step(name);
    const prepared = await prepare(connection, step, input, options);
    const meta = bundleMeta({ timezone, ...options }, { inputFields: prepared.fieldMeta });
    return runner.run({
      step: step.name,
      method: `${step.name}.operation.perform`,
      ...identityOf(connection),
      storeKey: storeKey(step, connection),
      bundle: () => ({ authData: connection.authData, ...prepared.bundle(), meta }),
      repeat: options.repeat ?? 0,
      ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
      ...(prepared.refusal ? { refusal: prepared.refusal } : {}),
    });
  }

  async function dropdown(
    connection: Connection,
    name: StepName,
    fieldKey: string,
    { page = 0, input = {}, pagingToken }: DropdownOptions = {},
  ): Promise<DropdownPage> {
    const step = app.step(name);
    const isAsked = (field: PlainField) => field.key === fieldKey;
    const field =
      staticFields(step).find(isAsked) ?? (await fields(connection, name, input)).fields.find(isAsked) ?? null;
    if (!field) throw new Error(`${step.name} shows no field ${fieldKey} with this input.`);

    const inputData = rawInput(input);
    const meta = bundleMeta(
      { timezone, page, ...(pagingToken === undefined ? {} : { pagingToken }) },
      { isFillingDynamicDropdown: true },
    );
    const bundle = () => ({ authData: connection.authData, inputData, inputDataRaw: inputData, meta });

    if (field.dynamic) {
      const [trigger = '', idKey = 'id', labelKey = ''] = field.dynamic.split('.');
      const source = app.step({ type: 'triggers', key: trigger });
      const run = await runner.run({
        step: source.name,
        method: `${source.name}.operation.perform`,
        ...identityOf(connection),
        storeKey: storeKey(source, connection, `${step.name}.${fieldKey}`),
        bundle,
      });
      const items = Array.isArray(run.output) ? run.output : [];
      return {
        choices: items.map((item) => ({ value: text(item, idKey), label: labelOf(item, labelKey, idKey) })),
        outcome: run.outcome,
        message: run.message,
        pagingToken: null,
        run,
      };
    }
    const index = inputFieldsOf(step).findIndex((each) => at(each, 'key') === fieldKey);
    if (at(field.choices, 'perform') !== undefined && index >= 0) {
      const run = await runner.run({
        step: step.name,
        method: `${step.name}.operation.inputFields.${index}.choices.perform`,
        ...identityOf(connection),
        bundle,
      });
      const items = Array.isArray(run.output) ? run.output : at(run.output, 'results');
      const next = at(run.output, 'paging_token');
      return {
        choices: (Array.isArray(items) ? items : []).map((item) => ({
          value: text(item, 'id'),
          label: text(item, 'label') || text(item, 'id'),
        })),
        outcome: run.outcome,
        message: run.message,
        pagingToken: typeof next === 'string' ? next : null,
        run,
      };
    }
    if (field.choices === undefined) throw new Error(`The field ${fieldKey} of ${step.name} is no dropdown.`);
    return { choices: fixedChoices(field.choices), outcome: 'success', message: '', pagingToken: null, run: null };
  }

  async function findOrCreate(
    connection: Connection,
    searchKey: string,
    searchInput: Input,
    createInput: Input = {},
    options: RunOptions = {},
  ): Promise<FindOrCreate> {
    const pair = app.searchOrCreate(searchKey);
    const search = await run(connection, { type: 'searches', key: pair.search }, searchInput, options);
    const found = Array.isArray(search.output) && search.output.length > 0;
    if (search.outcome !== 'success' || found) {
      const output = Array.isArray(search.output) ? search.output[0] : null;
      return { outcome: search.outcome, message: search.message, found, output, search, create: null };
    }
    const create = await run(connection, { type: 'creates', key: pair.create }, createInput, {
      ...options,
      meta: { withSearch: pair.search, ...options.meta },
    });
    const { outcome, message, output } = create;
    return { outcome, message, found: false, output, search, create };
  }

  return { prepare, run, fields, dropdown, findOrCreate };
}

/** The key under which Zapier stores a cursor: one for each dropdown, and only for triggers that paginate. */
function storeKey(step: Step, connection: Connection, place = ''): string | null {
  if (step.type !== 'triggers' || at(step.operation, 'canPaginate') !== true) return null;
  return [connection.id, step.name, place].filter(Boolean).join('/');
}

function text(item: unknown, key: string): string {
  const found = at(item, ...key.split('__'));
  return found === undefined || found === null ? '' : String(found);
}

/** The value under `labelKey`, else one under a usual key for names, else the ID. */
function labelOf(item: unknown, labelKey: string, idKey: string): string {
  const usual = ['name', 'Name', 'display', 'Display', 'title', 'Title', 'subject', 'Subject'];
  for (const key of [labelKey, ...usual, idKey]) {
    const found = key ? text(item, key) : '';
    if (found) return found;
  }
  return '';
}

function fixedChoices(choices: unknown): Choice[] {
  if (Array.isArray(choices)) {
    return choices.map((choice) =>
      isDict(choice)
        ? { value: text(choice, 'value'), label: text(choice, 'label') }
        : { value: String(choice), label: String(choice) },
    );
  }
  return isDict(choices) ? Object.entries(choices).map(([value, label]) => ({ value, label: String(label) })) : [];
}
