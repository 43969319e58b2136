import type { Page } from '../../lib/msgflash/schemas.ts';
import { Problem } from '../../lib/problem.ts';
import type { Run } from '../../lib/run/types.ts';

/** Stands beyond the last page. The platform hands over a page's number, and keeps the cursors for about an hour. */
const END = '';

/**
 * Reads the page that a list asks for: one request, never the pages before it.
 *
 * @param page from 0
 * @throws Problem when the way to that page has been forgotten
 */
export async function cursorPage<T>(
  { cache }: Run,
  page: number,
  read: (cursor: string | null) => Promise<Page<T>>,
): Promise<T[]> {
  const known = page === 0 ? {} : await cache.getCursors().catch((): Record<string, string> => ({}));
  const cursor = page === 0 ? null : known[page];
  if (cursor === undefined) throw new Problem('error', 'This list was open too long. Close it and open it again.');
  if (cursor === END) return [];
  const { items, nextCursor, hasMore } = await read(cursor);
  const next = nextCursor && hasMore !== false ? nextCursor : END;
  // Without it the next page says that the list was open too long.
  await cache.setCursors({ ...known, [page + 1]: next }).catch(() => undefined);
  return items;
}
