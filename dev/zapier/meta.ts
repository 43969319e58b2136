import type { Dict } from './values.ts';

/** What a caller may say about a run; everything else in `bundle.meta` follows from it. */
export interface MetaOptions {
  /** The editor's test of a step. */
  test?: boolean;
  page?: number;
  limit?: number;
  timezone?: string;
  zapId?: string;
  pagingToken?: string;
  /** Anything else, or anything that should differ. */
  meta?: Dict;
}

/** `bundle.meta` with the values that `invoke` and the documentation give where nothing else is said. */
export function bundleMeta(options: MetaOptions & { timezone: string }, more: Dict = {}): Dict {
  return {
    isBulkRead: false,
    isFillingDynamicDropdown: false,
    isLoadingSample: options.test ?? false,
    isPopulatingDedupe: false,
    isTestingAuth: false,
    limit: options.limit ?? -1,
    page: options.page ?? 0,
    timezone: options.timezone,
    inputFields: {},
    ...(options.pagingToken === undefined ? {} : { paging_token: options.pagingToken }),
    ...(options.zapId === undefined ? {} : { zap: { id: options.zapId, user: { timezone: options.timezone } } }),
    ...more,
    ...options.meta,
  };
}
