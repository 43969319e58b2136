import type { Campaigns } from './campaigns.ts';
import type { Clock } from './clock.ts';
import type { Jobs } from './jobs.ts';
import type { Lookups } from './lookups.ts';
import type { Messages } from './messages.ts';
import type { Team } from './records.ts';
import type { Settings } from './settings.ts';
import type { Store, Workspace } from './store.ts';
import type { Webhooks } from './webhooks.ts';

/** How long a message takes from one state to the next, in ms on the clock; null = it never gets there. */
export interface Steps {
  sent: number;
  delivered: number | null;
  read: number | null;
  /** Between two messages of a campaign. */
  campaignPace: number;
}

/** What everything in the server works on. */
export interface Base {
  clock: Clock;
  store: Store;
  settings: Settings;
  steps: Steps;
  /** Like the clock's, but ends with the server. */
  later(fn: () => void | Promise<void>, ms: number): () => void;
}

export interface World extends Base {
  webhooks: Webhooks;
  messages: Messages;
  campaigns: Campaigns;
  jobs: Jobs;
  lookups: Lookups;
}

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

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** One row of the API's table of operations: the path as documented, with {id}. */
export interface Operation {
  method: Method;
  path: string;
  /** Refused to a team key with 403 TEAM_KEY_NOT_ALLOWED. */
  personalOnly?: boolean;
  run(call: Call): Answer;
}

/** A successful answer in the envelope of "/api-reference/introduction". */
export function ok(data: unknown, status = 200): Answer {
  return { status, body: { data } };
}
