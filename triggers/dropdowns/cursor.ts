import type { Page } from '../../lib/msgflash/schemas.ts';
import { Problem } from '../../lib/problem.ts';
import type { Run } from '../../lib/run/types.ts';

/** The cursor stored after the last page. Zapier passes only page numbers, and keeps our cursors for about an hour. */
const END = '';

/**
 * Reads one page of a dropdown with one request, without reading the pages before it.
 *
 * @param page the first is 0
 * @param read reads the page at a cursor, null for the first
 * @throws Problem `error` if the cursor of that page is no longer stored
 */
export async function cursorPage<T>(
  { cache }: Run,
  page: number,
  read: (cursor: string | null) => Promise<Page<T>>,
): Promise<T[]> {
  const cursors = page === 0 ? {} : await cache.getCursors().catch((): Record<string, string> => ({}));
  const cursor = page === 0 ? null : cursors[page];
  if (cursor === undefined) throw new Problem('error', 'This list was open too long. Close it and open it again.');
  if (cursor === END) return [];
  const { items, nextCursor, hasMore } = await read(cursor);
  const next = nextCursor && hasMore !== false ? nextCursor : END;
  // If this fails, the next page says that the list was open too long.
  await cache.setCursors({ ...cursors, [page + 1]: next }).catch(() => undefined);
  return items;
}
