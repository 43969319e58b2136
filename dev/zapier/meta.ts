import type { Dict } from './values.ts';

/** What a caller can set for a run. The rest of `bundle.meta` follows from it. */
export interface MetaOptions {
  /** Whether it is a test in the editor. */
  test?: boolean;
  page?: number;
  limit?: number;
  timezone?: string;
  zapId?: string;
  pagingToken?: string;
  /** Further keys, and overrides. */
  meta?: Dict;
}

/** `bundle.meta` with the defaults of the CLI's `invoke` and of Zapier's documentation. */
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
