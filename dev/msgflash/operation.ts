import type { Team } from './records.ts';
import type { Workspace } from './store.ts';

/** One authenticated call of the API. */
export interface Call {
  workspace: Workspace;
  /** Set if the key is a team's. */
  team: Team | null;
  params: Readonly<Record<string, string>>;
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
  /** A team key gets 403 TEAM_KEY_NOT_ALLOWED. */
  personalOnly?: boolean;
  run(call: Call): Answer;
}

/** A successful response in the envelope of "/api-reference/introduction". */
export function ok(data: unknown, status = 200): Answer {
  return { status, body: { data } };
}
