import type { Clock } from './clock.ts';
import type { Settings } from './settings.ts';
import type { Store } from './store.ts';

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
