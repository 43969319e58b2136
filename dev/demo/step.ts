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
import type { Environment } from './environment.ts';
import { pickRows } from './picks.ts';
import type { Row, Transcript } from './transcript.ts';

/** Something that was to be so, and whether it was. */
export interface Expectation {
  /** Of the story step. */
  title: string;
  sentence: string;
  isMet: boolean;
  /** What was found instead; empty when all was well. */
  found: string;
}

/** A Zapier step that ran, with what was filled in for it. */
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

type Action = `creates.${string}`;

const LONGEST_FOUND = 300;

/**
 * One step of a story. Whatever it does with a step in Zapier it shows at once: the step, what was filled in, what went
 * over the wire and, when the step did not succeed, the sentence that its user reads.
 */
export class StoryStep {
  readonly environment: Environment;
  readonly expectations: Expectation[] = [];
  readonly #title: string;
  readonly #transcript: Transcript;
  readonly #begun: number;

  constructor(title: string, environment: Environment, transcript: Transcript) {
    this.environment = environment;
    this.#title = title;
    this.#transcript = transcript;
    this.#begun = environment.ledger().length;
  }

  /** Something that happens outside of Zapier. */
  happens(text: string): void {
    this.#transcript.block('then', [text]);
  }

  /** A connection that somebody sets up. */
  async connects(authData: Input): Promise<ConnectAttempt> {
    const { authFields, labels, zapier } = this.environment;
    this.#transcript.block('connect', pickRows(authData, authFields, labels));
    const attempt = await zapier.tryConnect(authData);
    this.#ends(attempt);
    return attempt;
  }

  /** A list that somebody opens; its labels are known from then on. */
  async opens(connection: Connection, name: Action, field: string): Promise<string[]> {
    const labels = (await this.#list(connection, name, field)).map(({ label }) => label);
    this.#transcript.block('list', labels);
    this.wire();
    return labels;
  }

  /**
   * Picks from a list by the beginning of a label; a list that was not opened yet is read without showing it.
   *
   * @returns the value behind it
   * @throws when the list has no such label
   */
  async picks(connection: Connection, name: Action, field: string, label: string): Promise<string> {
    const isMeant = (choice: Choice) => choice.label.startsWith(label);
    const shown = this.environment.lists.get(field)?.find(isMeant);
    const found = shown ?? (await this.#list(connection, name, field)).find(isMeant);
    if (!found) throw new Error(`The list of ${field} shows no “${label}”.`);
    return found.value;
  }

  /** Runs an action or a search, and shows it. */
  async runs(
    connection: Connection,
    name: Action | `searches.${string}`,
    input: Input,
    options: RunOptions = {},
  ): Promise<RunRecord> {
    const { zapier, labels } = this.environment;
    const { fields } = await zapier.fields(connection, name, input);
    this.#stepBlock(name, pickRows(input, fields, labels));
    const run = await zapier.run(connection, name, input, { fields, ...options });
    this.#ends(run);
    return run;
  }

  /** Runs an action without showing it. */
  runsQuietly(connection: Connection, name: Action, input: Input): Promise<RunRecord> {
    return this.environment.zapier.run(connection, name, input);
  }

  /** Replays a run, as the button in Zap history does. */
  async replays(run: RunRecord): Promise<RunRecord> {
    this.#transcript.block('replay', [this.environment.labelOf(run.step)], 'strong');
    const again = await this.environment.zapier.replay(run);
    this.#ends(again);
    return again;
  }

  /** Turns a Zap on. */
  turnsOn(connection: Connection, trigger: string, input: Input = {}, next?: FollowUp): Promise<Zap> {
    return this.environment.zapier.turnOn(connection, trigger, input, next?.onEvent);
  }

  /** What was filled in for a trigger, each field as `Label: value`. */
  async filledIn(connection: Connection, trigger: string, input: Input): Promise<string[]> {
    const name = { type: 'triggers', key: trigger.replace(/^triggers\./, '') } as const;
    const { fields } = await this.environment.zapier.fields(connection, name, input);
    return pickRows(input, fields, this.environment.labels).map(([label, value]) => `${label}: ${value}`);
  }

  /** An action to follow a trigger. @param inputFor the trigger's record → what is filled in, mapped values included */
  followUp(connection: Connection, name: Action, inputFor: (item: Record<string, unknown>) => Input): FollowUp {
    const { zapier, labels } = this.environment;
    const played: PlayedStep[] = [];
    const onEvent: OnEvent = async (item) => {
      const input = inputFor(item);
      const { fields } = await zapier.fields(connection, name, input);
      const run = await zapier.run(connection, name, input, { fields });
      played.push({ name, picks: pickRows(input, fields, labels), run });
    };
    return { onEvent, played };
  }

  /** Shows a trigger's run. */
  triggered(run: RunRecord, keys: readonly string[] = []): void {
    this.#transcript.block('trigger', [this.environment.labelOf(run.step)], 'strong');
    this.#says(run);
    if (run.outcome === 'filtered') this.#transcript.block('says', ['nothing new, so the Zap does not run'], 'quiet');
    if (run.outcome === 'success') this.shows(run, keys);
  }

  /** Shows a step that ran by itself. */
  followed({ name, picks, run }: PlayedStep): void {
    this.#stepBlock(name, picks);
    this.#says(run);
  }

  /** Shows a few fields of what a step returned, by their labels. */
  shows(run: RunRecord | null | undefined, keys: readonly string[]): void {
    if (!run || keys.length === 0) return;
    const label = (key: string) => this.environment.outputLabel(run.step, key);
    const record = run.first ?? run.output;
    this.lists(
      'out',
      keys.map((key) => [label(key), String(at(record, key) ?? '—')]),
    );
  }

  /** Shows rows of the story's own. */
  lists(gutter: string, rows: readonly Row[]): void {
    this.#transcript.block(gutter, rows);
  }

  /** Shows what went over the wire since this was last shown. */
  wire(): void {
    const rows = this.environment.wire.since();
    this.#transcript.block('wire', rows.length > 0 ? rows : ['no request'], rows.length > 0 ? 'plain' : 'quiet');
  }

  /** Messages that MsgFlash accepted in this step of the story. */
  sent(): LedgerEntry[] {
    return this.environment.ledger().slice(this.#begun);
  }

  /** Checks that something is true. @param found what there was instead */
  check(sentence: string, isMet: boolean, found: unknown = ''): void {
    this.#expect(sentence, isMet, found === '' ? '' : `found ${shown(found)}`);
  }

  /** Checks that something is what it should be. */
  same(sentence: string, actual: unknown, expected: unknown): void {
    this.#expect(sentence, isDeepStrictEqual(actual, expected), `expected ${shown(expected)}, found ${shown(actual)}`);
  }

  #expect(sentence: string, isMet: boolean, instead: string): void {
    const found = isMet ? '' : instead;
    this.expectations.push({ title: this.#title, sentence, isMet, found });
    this.#transcript.check(sentence, isMet, found);
  }

  async #list(connection: Connection, name: Action, field: string): Promise<Choice[]> {
    const { choices } = await this.environment.zapier.dropdown(connection, name, field);
    for (const { value, label } of choices) this.environment.labels.set(value, label);
    this.environment.lists.set(field, choices);
    return choices;
  }

  #stepBlock(name: string, picks: readonly Row[]): void {
    const gutter = name.startsWith('searches.') ? 'search' : 'action';
    this.#transcript.block(gutter, [this.environment.labelOf(name)], 'strong');
    this.#transcript.block('picked', picks);
  }

  #ends(ending: { outcome: string; message: string }): void {
    this.wire();
    this.#says(ending);
  }

  #says({ outcome, message }: { outcome: string; message: string }): void {
    if (message) this.#transcript.block('says', [[outcome, message]], 'warn');
  }
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? `“${value}”` : inspect(value, { breakLength: Number.POSITIVE_INFINITY });
  return text.length > LONGEST_FOUND ? `${text.slice(0, LONGEST_FOUND)}…` : text;
}
