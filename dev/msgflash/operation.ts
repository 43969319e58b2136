import type { Team } from './records.ts';
import type { Workspace } from './store.ts';

/** One authenticated call of the API. */
export interface Call {
  workspace: Workspace;
  /** Set when the key is a team's. */
  team: Team | null;
  params: Readonly<Record<string, string>>;
  query: unknown;
  body: unknown;
}

export interface Answer {
  status: number;
  /** Sent as JSON, a Buffer as it is. */
  body: unknown;
  headers?: Record<string, string>;
}

/** One row of the API's table of operations: the path as documented, with {id}. */
export interface Operation {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  /** Refused to a team key with 403 TEAM_KEY_NOT_ALLOWED. */
  personalOnly?: boolean;
  run(call: Call): Answer;
}

/** A successful answer in the envelope of "/api-reference/introduction". */
export function ok(data: unknown, status = 200): Answer {
  return { status, body: { data } };
}
