import { stepName, titleOf } from '../recipes/mapping.ts';
import type { Environment } from '../recipes/play/environment.ts';
import type { PlayedZapStep, ZapRun } from '../recipes/play/player.ts';
import { type Happening, isOwn, type OwnStep, type ZapStep } from '../recipes/recipe.ts';
import type { Connection, Input, PlainField } from '../zapier/index.ts';
import { at } from '../zapier/values.ts';
import { sentenceOf } from './happening.ts';
import { pickRows } from './picks.ts';
import type { Row, Transcript } from './transcript.ts';
import { watchWire } from './wire.ts';

/** Shows in a transcript what happens to Zaps, and what comes of it, as people see it in Zapier. */
export function createDisplay(environment: Environment, transcript: Transcript) {
  const { msgflash, zapier, labelOf, outputLabel } = environment;
  const wire = watchWire(msgflash, zapier);
  /** Labels of choices that were shown so far, by their values. */
  const labels = new Map<string, string>();
  const fieldsOf = async (connection: Connection, step: OwnStep) =>
    (await zapier.fields(connection, stepName(step.step), step.fields)).fields;

  function showWire(): void {
    const rows = wire();
    transcript.block('wire', rows.length > 0 ? rows : ['no request'], rows.length > 0 ? 'plain' : 'quiet');
  }

  /** The record that starts a Zap. */
  function showFirst(step: ZapStep, { record, output, outcome, message }: PlayedZapStep): void {
    if (step.kind === 'app') transcript.block(gutterOf(step.app), rowsOf(output));
    if (!record) return;
    transcript.block('trigger', [labelOf(record.step)], 'strong');
    if (message) transcript.block('says', [[outcome, message]], 'warn');
    if (outcome === 'filtered') transcript.block('says', ['nothing new, so the Zap does not run'], 'quiet');
    showOutput(
      record.step,
      output,
      FIRST_KEYS.filter((key) => at(output, key)),
    );
  }

  function showOutput(step: string, output: unknown, keys: readonly string[]): void {
    const rows = keys.map((key): Row => [outputLabel(step, key), String(at(output, key) ?? '—')]);
    transcript.block('out', rows);
  }

  return {
    /** What was filled in for a connection. */
    connects(authData: Input, fields: readonly PlainField[]): void {
      transcript.block('connect', pickRows(authData, fields, labels));
      showWire();
    },
    /** Reads the lists that somebody picks from, so that what is picked is shown by its label, as in the editor. */
    async readLists(connection: Connection, steps: readonly ZapStep[]): Promise<void> {
      for (const step of steps.filter(isOwn)) {
        const lists = (await fieldsOf(connection, step)).filter(({ key, dynamic }) => dynamic && step.guide?.[key]);
        for (const { key } of lists) {
          const { choices } = await zapier.dropdown(connection, stepName(step.step), key, { input: step.fields });
          for (const { value, label } of choices) labels.set(value, label);
        }
      }
    },
    happens: (happening: Happening) => transcript.block('then', [sentenceOf(happening)]),
    wire: showWire,
    /** @param keys output fields of the run's last step of the connector that are shown */
    async run(connection: Connection, steps: readonly ZapStep[], run: ZapRun, keys: readonly string[]): Promise<void> {
      const last = run.steps.findLast(({ record }) => record);
      for (const played of run.steps) {
        const { index, input, output, record, outcome, message } = played;
        const step = steps[index];
        if (!step) continue;
        if (index === 0) {
          showFirst(step, played);
        } else if (step.kind === 'app') {
          transcript.block(gutterOf(step.app), rowsOf(input));
        } else if (isOwn(step) && record) {
          transcript.block(record.step.startsWith('searches.') ? 'search' : 'action', [labelOf(record.step)], 'strong');
          transcript.block('picked', pickRows(input, await fieldsOf(connection, step), labels));
          if (message) transcript.block('says', [[outcome, message]], 'warn');
          if (played === last && output) showOutput(record.step, output, keys);
        } else if (message) {
          transcript.block('says', [message]);
        }
      }
    },
  };
}

/** What is shown of a trigger's record. */
const FIRST_KEYS = ['from', 'to', 'text', 'name', 'error'];

const gutterOf = (app: string) => app.toLowerCase().split(' ')[0] ?? 'app';

const rowsOf = (value: unknown): Row[] =>
  Object.entries(Object(value)).map(([name, each]): Row => [titleOf(name), String(each)]);
