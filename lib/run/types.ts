import type { ZObject } from 'zapier-platform-core';
import type { Deadline } from '../msgflash/deadline.ts';
import type { Api } from '../msgflash/transport.ts';
import type { Cache } from './cache/cache.ts';
import type { Connection } from './connection.ts';

/** What every step works with. One per run. */
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
 * Where a body runs. `live` is a create or search of a switched-on Zap, which the platform repeats when it is throttled;
 * in the `editor` (lists, fields, tests, a hook's set-up) and while `connecting` nobody does.
 */
export type Setting = 'live' | 'editor' | 'connecting';
