import type { ZObject } from 'zapier-platform-core';
import type { Deadline } from '../msgflash/deadline.ts';
import type { Api } from '../msgflash/transport.ts';
import type { Cache } from './cache/cache.ts';
import type { Connection } from './connection.ts';

/** What every step needs. One per run. */
export interface Run {
  readonly z: ZObject;
  readonly api: Api;
  readonly cache: Cache;
  readonly deadline: Deadline;
  readonly connection: Connection;
  /** Whether this is a test in the editor, not a live Zap. */
  readonly isTest: boolean;
}

/**
 * Where a body runs. Zapier retries only `live`, a create or search of a Zap that is turned on, when it is throttled.
 * It does not retry `editor` (dropdowns, fields, tests, the set-up of a hook) or `connecting`.
 */
export type Setting = 'live' | 'editor' | 'connecting';
