import type { Dict } from './values.ts';

/** What a caller can set for a run. The rest of `bundle.meta` follows from it. */
export interface MetaOptions {
  /** Whether it is a test in the editor. */
  test?: boolean;
  page?: number;
  timezone?: string;
  /** Further keys, and overrides. */
  meta?: Dict;
}

/** `bundle.meta` with the defaults of the CLI's `invoke` and of Zapier's documentation. */
export function bundleMeta({ test = false, page = 0, timezone, meta }: MetaOptions & { timezone: string }): Dict {
  return {
    isBulkRead: false,
    isFillingDynamicDropdown: false,
    isLoadingSample: test,
    isPopulatingDedupe: false,
    isTestingAuth: false,
    limit: -1,
    page,
    timezone,
    inputFields: {},
    ...meta,
  };
}
