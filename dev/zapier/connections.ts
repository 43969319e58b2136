import { missingSentence, plainFields } from './inputs.ts';
import { bundleMeta } from './meta.ts';
import type { Outcome } from './outcome.ts';
import type { Connection, Runner, RunRecord } from './runner.ts';
import { at } from './values.ts';

/** The result of trying to connect: a connection, or the reason why there is none. */
export interface ConnectAttempt {
  connection: Connection | null;
  outcome: Outcome;
  message: string;
  /** The run of the connection test. */
  run: RunRecord;
}

/** @param timezone of the user, as in `bundle.meta` of every run */
export function createConnections(app: object, runner: Runner, timezone: string) {
  const all: Connection[] = [];
  let count = 0;

  async function tryConnect(given: Readonly<Record<string, unknown>>): Promise<ConnectAttempt> {
    count += 1;
    const authData = Object.fromEntries(Object.entries(given).map(([key, value]) => [key, String(value ?? '')]));
    const connection: Connection = { id: `connection-${count}`, authData, label: '' };
    // Unlike the fields of a step, those of a connection are required by default.
    const fields = plainFields(at(app, 'authentication', 'fields')).map((field) => ({
      ...field,
      required: field.required !== false,
    }));
    const run = await runner.run({
      step: 'authentication',
      method: 'authentication.test',
      connection,
      bundle: () => ({ inputData: {}, meta: bundleMeta({ timezone, meta: { isTestingAuth: true } }) }),
      refusal: missingSentence(authData, fields),
    });
    const { outcome, message } = run;
    if (outcome !== 'success') return { connection: null, outcome, message, run };
    connection.label = render(String(at(app, 'authentication', 'connectionLabel') ?? ''), run.output);
    all.push(connection);
    return { connection, outcome, message, run };
  }

  return { tryConnect, all };
}

/** A connection label: `{{name}}` becomes what the connection test returned under that name. */
function render(template: string, tested: unknown): string {
  return template.replace(/\{\{(\w+)\}\}/g, (_all, name: string) => String(at(tested, name) ?? '')).trim();
}
