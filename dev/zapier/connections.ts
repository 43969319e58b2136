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
  /** The owner. Connections of one user share the entries of `z.cache` with scope `user`. */
  user: string;
  authData: Record<string, string>;
  /** Its name in the list of connections. */
  label: string;
  /** The run of the connection test. */
  run: RunRecord;
}

/** The result of trying to connect: a connection, or the reason why there is none. */
export interface ConnectAttempt {
  connection: Connection | null;
  outcome: Outcome;
  message: string;
  run: RunRecord;
}

export interface ConnectOptions {
  user?: string;
  /** False to run the test even if required fields are empty. */
  requireFields?: boolean;
}

/** Thrown by `connect` if the connection test failed. */
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
  /** The user and connection of an RPC token, null if the token is unknown. */
  callerOf(token: string): Caller | null;
  tokenOf(connectionId: string): string;
  find(connectionId: string): Connection | null;
}

/** @param timezone of the user, as in `bundle.meta` of every run */
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
      // Unlike the fields of a step, those of a connection are required by default.
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
 * Renders a connection label. `{{name}}` is looked up in the test's result, then in the connection's fields. `__` goes
 * into objects, as in field keys. `bundle.authData.…` and `bundle.inputData.…` also work. A missing value becomes ''.
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
