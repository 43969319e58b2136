import { inspect, isDeepStrictEqual } from 'node:util';
import type { LedgerEntry } from '../msgflash/control.ts';
import type {
  Choice,
  ConnectAttempt,
  Connection,
  Input,
  OnEvent,
  RunOptions,
  RunRecord,
  Zap,
} from '../zapier/index.ts';
import { at } from '../zapier/values.ts';
import type { Stage } from './environment.ts';
import { pickRows, titleOf } from './picks.ts';
import type { Row, Transcript } from './transcript.ts';

/** Something that was to be so, and whether it was. */
export interface Expectation {
  act: string;
  sentence: string;
  isMet: boolean;
  /** What was found instead; empty when all was well. */
  found: string;
}

/** A step that ran, with what was filled in for it. */
export interface PlayedStep {
  name: string;
  picks: Row[];
  run: RunRecord;
}

/** The step after a trigger. */
export interface FollowUp {
  onEvent: OnEvent;
  /** Its runs so far. */
  played: readonly PlayedStep[];
}

const LONGEST_FOUND = 300;

/**
 * What an act can do. Whatever it does with a step it tells at once: the step, what was picked, what went over the wire
 * and, when the step did not succeed, the sentence that its user reads.
 */
export class Act {
  readonly stage: Stage;
  readonly expectations: Expectation[] = [];
  readonly #title: string;
  readonly #transcript: Transcript;
  readonly #begun: number;

  constructor(title: string, stage: Stage, transcript: Transcript) {
    this.stage = stage;
    this.#title = title;
    this.#transcript = transcript;
    this.#begun = stage.ledger().length;
  }

  /** Something that happens outside of Zapier. */
  happens(text: string): void {
    this.#transcript.block('then', [text]);
  }

  /** A connection that somebody sets up. */
  async connects(authData: Input): Promise<ConnectAttempt> {
    const { authFields, labels, zapier } = this.stage;
    this.#transcript.block('connect', [...pickRows(authData, authFields, labels)]);
    const attempt = await zapier.tryConnect(authData);
    this.wire();
    this.#ending(attempt);
    return attempt;
  }

  /** A list that somebody opens; its labels are known from then on. */
  async opens(connection: Connection, name: `creates.${string}`, field: string, input: Input = {}): Promise<string[]> {
    const labels = (await this.#list(connection, name, field, input)).map(({ label }) => label);
    this.#transcript.block('list', labels);
    this.wire();
    return labels;
  }

  /**
   * Picks from a list by the beginning of a label; a list that was not shown yet is opened without telling.
   *
   * @returns the value behind it
   * @throws when the list has no such label
   */
  async picks(
    connection: Connection,
    name: `creates.${string}`,
    field: string,
    label: string,
    input: Input = {},
  ): Promise<string> {
    const isMeant = (choice: Choice) => choice.label.startsWith(label);
    const shown = this.stage.lists.get(field)?.find(isMeant);
    const found = shown ?? (await this.#list(connection, name, field, input)).find(isMeant);
    if (!found) throw new Error(`The list of ${field} shows no “${label}”.`);
    return found.value;
  }

  /** Runs an action or a search, and tells it. */
  async runs(
    connection: Connection,
    name: `creates.${string}` | `searches.${string}`,
    input: Input,
    options: RunOptions = {},
  ): Promise<RunRecord> {
    const { zapier, labels } = this.stage;
    const { fields } = await zapier.fields(connection, name, input);
    this.#stepBlock(name, pickRows(input, fields, labels));
    const run = await zapier.run(connection, name, input, { fields, ...options });
    this.wire();
    this.#ending(run);
    return run;
  }

  /** Runs an action without telling it. */
  async runsQuietly(connection: Connection, name: `creates.${string}`, input: Input): Promise<RunRecord> {
    return this.stage.zapier.run(connection, name, input);
  }

  /** Replays a run, as the button in Zap history does. */
  async replays(run: RunRecord): Promise<RunRecord> {
    this.#transcript.block('replay', [this.stage.labelOf(run.step)], 'strong');
    const again = await this.stage.zapier.replay(run);
    this.wire();
    this.#ending(again);
    return again;
  }

  /** Switches a Zap on. */
  switchesOn(connection: Connection, trigger: string, input: Input = {}, next?: FollowUp): Promise<Zap> {
    return this.stage.zapier.turnOn(connection, trigger, input, next?.onEvent);
  }

  /** What was filled in for a trigger, each field as `Label: value`. */
  async filledIn(connection: Connection, trigger: string, input: Input): Promise<string[]> {
    const name = { type: 'triggers', key: trigger.replace(/^triggers\./, '') } as const;
    const { fields } = await this.stage.zapier.fields(connection, name, input);
    return pickRows(input, fields, this.stage.labels).map((row) =>
      typeof row === 'string' ? row : `${row[0]}: ${row[1]}`,
    );
  }

  /** An action to follow a trigger. @param inputFor the trigger's record → what is filled in, mapped values included */
  followUp(
    connection: Connection,
    name: `creates.${string}`,
    inputFor: (item: Record<string, unknown>) => Input,
  ): FollowUp {
    const { zapier, labels } = this.stage;
    const played: PlayedStep[] = [];
    const onEvent: OnEvent = async (item) => {
      const input = inputFor(item);
      const { fields } = await zapier.fields(connection, name, input);
      const run = await zapier.run(connection, name, input, { fields });
      played.push({ name, picks: pickRows(input, fields, labels), run });
    };
    return { onEvent, played };
  }

  /** Tells of a trigger's run. */
  triggered(run: RunRecord, keys: readonly string[] = []): void {
    this.#transcript.block('trigger', [this.stage.labelOf(run.step)], 'strong');
    this.#ending(run);
    if (run.outcome === 'filtered') this.#transcript.block('says', ['nothing new, so the Zap does not run'], 'quiet');
    if (run.outcome === 'success') this.shows(run.first, keys);
  }

  /** Tells of a step that ran by itself. */
  followed({ name, picks, run }: PlayedStep): void {
    this.#stepBlock(name, picks);
    this.#ending(run);
  }

  /** Shows a few fields of a record. */
  shows(record: unknown, keys: readonly string[]): void {
    const rows = keys.map((key): Row => [titleOf(key), String(at(record, key) ?? '—')]);
    if (rows.length > 0) this.#transcript.block('out', rows);
  }

  /** Shows rows of the act's own. */
  lists(gutter: string, rows: readonly Row[]): void {
    this.#transcript.block(gutter, rows);
  }

  /** Tells what went over the wire since this was last told. */
  wire(): void {
    const rows = this.stage.wire.since();
    this.#transcript.block('wire', rows.length > 0 ? rows : ['no request'], rows.length > 0 ? 'plain' : 'quiet');
  }

  /** Messages that MsgFlash accepted in this act. */
  sent(): LedgerEntry[] {
    return this.stage.ledger().slice(this.#begun);
  }

  /** Checks that something is true. @param found what there was instead */
  check(sentence: string, isMet: boolean, found: unknown = ''): void {
    const text = isMet || found === '' ? '' : `found ${shown(found)}`;
    this.expectations.push({ act: this.#title, sentence, isMet, found: text });
    this.#transcript.check(sentence, isMet, text);
  }

  /** Checks that something is what it should be. */
  same(sentence: string, actual: unknown, expected: unknown): void {
    const isMet = isDeepStrictEqual(actual, expected);
    const text = isMet ? '' : `expected ${shown(expected)}, found ${shown(actual)}`;
    this.expectations.push({ act: this.#title, sentence, isMet, found: text });
    this.#transcript.check(sentence, isMet, text);
  }

  async #list(connection: Connection, name: `creates.${string}`, field: string, input: Input): Promise<Choice[]> {
    const { choices } = await this.stage.zapier.dropdown(connection, name, field, { input });
    for (const { value, label } of choices) this.stage.labels.set(value, label);
    this.stage.lists.set(field, choices);
    return choices;
  }

  #stepBlock(name: string, picks: readonly Row[]): void {
    this.#transcript.block(name.startsWith('searches.') ? 'search' : 'action', [this.stage.labelOf(name)], 'strong');
    this.#transcript.block('picked', picks);
  }

  #ending({ outcome, message }: { outcome: string; message: string }): void {
    if (message) this.#transcript.block('says', [[outcome, message]], 'warn');
  }
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? `“${value}”` : inspect(value, { breakLength: Number.POSITIVE_INFINITY });
  return text.length > LONGEST_FOUND ? `${text.slice(0, LONGEST_FOUND)}…` : text;
}
