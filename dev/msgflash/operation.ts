import type { Team } from './records.ts';
import type { Workspace } from './store.ts';

/** One authenticated call of the API. */
export interface Call {
  workspace: Workspace;
  /** Set if the key is a team's. */
  team: Team | null;
  /** The ID in the path, a UUID; '' if the path has none. */
  id: string;
  query: unknown;
  body: unknown;
}

export interface Answer {
  status: number;
  /** Sent as JSON; a Buffer is sent as it is. */
  body: unknown;
  headers?: Record<string, string>;
}

/** One operation of the API. The path is as documented, with {id}. */
export interface Operation {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  run(call: Call): Answer;
}

const operation =
  (method: Operation['method']) =>
  (path: string, run: Operation['run']): Operation => ({ method, path, run });

export const get = operation('GET');
export const post = operation('POST');
export const put = operation('PUT');
export const remove = operation('DELETE');

/** A successful response in the envelope of "/api-reference/introduction". */
export function ok(data: unknown, status = 200): Answer {
  return { status, body: { data } };
}
