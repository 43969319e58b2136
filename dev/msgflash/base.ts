import type { Clock } from './clock.ts';
import type { Settings } from './settings.ts';
import type { Store } from './store.ts';

/** How long a message takes from one status to the next, in ms on the clock; null = it never reaches it. */
export interface Steps {
  sent: number;
  delivered: number | null;
  read: number | null;
  /** Between two messages of a campaign. */
  campaignPace: number;
}

/** What all parts of the server share. */
export interface Base {
  clock: Clock;
  store: Store;
  settings: Settings;
  steps: Steps;
  /** Like `clock.setTimeout`, but does nothing once the server is closing. */
  later: Clock['setTimeout'];
  /** Aborted when the server closes. */
  closing: AbortSignal;
}
