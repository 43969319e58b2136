import type { Connection } from '../../zapier/index.ts';

/** What the first two acts leave to all others. */
export interface Shop {
  connection: Connection;
  /** The number that sends: “Main Store”. */
  mainStore: string;
}

/** Who is written to, as a CRM holds their numbers; all of them belong to nobody. */
export const people = {
  awa: '06 39 98 10 01',
  zoe: '+33 6 39 98 10 03',
  team: '+33 6 39 98 55 55',
  /** MsgFlash takes the message, and then it fails. */
  unreachable: '+33 6 39 98 99 11',
} as const;

/** Longer than any message takes to be read. */
export const A_MINUTE = 60_000;
export const A_DAY = 86_400_000;
