import { randomUUID } from 'node:crypto';
import type { App } from './app.ts';
import type { Caller } from './cache.ts';
import { missingFields, missingSentence, plainFields } from './inputs.ts';
import { bundleMeta } from './meta.ts';
import type { Outcome } from './outcome.ts';
import type { Runner, RunRecord } from './runner.ts';
import { at, type Dict, isDict } from './values.ts';

/** A connected account. */
export interface Connection {
  id: string;
  /** Who owns it; connections of one user share what `z.cache` holds with scope `user`. */
  user: string;
  authData: Record<string, string>;
  /** How it is named in the list of connections. */
  label: string;
  /** The run of the connection test. */
  run: RunRecord;
}

/** What came of trying to connect: a connection, or the reason why there is none. */
export interface ConnectAttempt {
  connection: Connection | null;
  outcome: Outcome;
  message: string;
  run: RunRecord;
}

export interface ConnectOptions {
  user?: string;
  /** False to let empty required fields through to the test. */
  requireFields?: boolean;
}

/** Thrown by `connect` when the test failed. */
export class ConnectionError extends Error {
  readonly attempt: ConnectAttempt;

  constructor(attempt: ConnectAttempt) {
    super(attempt.message);
    this.name = 'ConnectionError';
    this.attempt = attempt;
  }
}

export interface Connections {
  tryConnect(authData: Readonly<Record<string, unknown>>, options?: ConnectOptions): Promise<ConnectAttempt>;
  /** Who may use the RPC server with this token. */
  callerOf(token: string): Caller | null;
  tokenOf(connectionId: string): string;
  find(connectionId: string): Connection | null;
}

/** @param timezone of the user, told to the test as to every other run */
export function createConnections(app: App, runner: Runner, timezone: string): Connections {
  const callers = new Map<string, Caller>();
  const tokens = new Map<string, string>();
  const connections = new Map<string, Connection>();

  async function labelOf(id: string, authData: Dict, tested: unknown): Promise<{ label: string; run?: RunRecord }> {
    const template = at(app.authentication, 'connectionLabel');
    if (typeof template === 'string') return { label: render(template, tested, authData) };
    if (!template) return { label: '' };
    const run = await runner.run({
      step: 'authentication',
      method: 'authentication.connectionLabel',
      token: tokens.get(id) ?? null,
      connectionId: id,
      bundle: () => ({ authData, inputData: isDict(tested) ? tested : {}, meta: bundleMeta({ timezone }) }),
    });
    return run.outcome === 'success' ? { label: String(run.output ?? '') } : { label: '', run };
  }

  return {
    callerOf: (token) => callers.get(token) ?? null,
    tokenOf: (connectionId) => tokens.get(connectionId) ?? '',
    find: (connectionId) => connections.get(connectionId) ?? null,
    tryConnect: async (given, { user = 'user-1', requireFields = true } = {}) => {
      const id = `connection-${tokens.size + 1}`;
      const token = randomUUID();
      tokens.set(id, token);
      callers.set(token, { user, connection: id });

      const authData = Object.fromEntries(
        Object.entries(given).map(([key, value]) => [key, value === null || value === undefined ? '' : String(value)]),
      );
      // Unlike the fields of a step, those of a connection are required unless they say false.
      const fields = plainFields(at(app.authentication, 'fields')).map((field) => ({
        ...field,
        required: field.required !== false,
      }));
      const missing = requireFields ? missingFields(authData, fields) : [];
      const run = await runner.run({
        step: 'authentication',
        method: 'authentication.test',
        token,
        connectionId: id,
        bundle: () => ({ authData, inputData: {}, meta: bundleMeta({ timezone }, { isTestingAuth: true }) }),
        ...(missing.length > 0 ? { refusal: missingSentence(missing) } : {}),
      });
      if (run.outcome !== 'success') return { connection: null, outcome: run.outcome, message: run.message, run };

      const labelled = await labelOf(id, authData, run.output);
      if (labelled.run) {
        const { outcome, message } = labelled.run;
        return { connection: null, outcome, message, run: labelled.run };
      }
      const connection: Connection = { id, user, authData, label: labelled.label, run };
      connections.set(id, connection);
      return { connection, outcome: 'success', message: '', run };
    },
  };
}

/**
 * `{{name}}` is looked up in the test's result and then in the connection's fields; `__` leads into objects, as in field
 * keys; `bundle.authData.…` and `bundle.inputData.…` work too. What is not there leaves nothing.
 */
function render(template: string, tested: unknown, authData: Dict): string {
  const bundle = { authData, inputData: tested };
  const label = template.replace(/\{\{(.+?)\}\}/g, (_all, name: string) => {
    const path = name.trim().replaceAll('__', '.').split('.');
    const found = path[0] === 'bundle' ? at(bundle, ...path.slice(1)) : (at(tested, ...path) ?? at(authData, ...path));
    return found === undefined || found === null ? '' : String(found);
  });
  return label.trim();
}
