import * as z from 'zod/mini';
import type { Page } from '../../msgflash/schemas.ts';
import { Problem } from '../../runtime/problem.ts';
import type { Run } from '../../runtime/run.ts';

/** Page number → cursor, `END` beyond the last. The platform hands over a number, and keeps one text for about an hour. */
const cursors = z.record(z.string(), z.string());
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
  const known = page === 0 ? {} : cursorsIn(await cache.getCursor().catch(() => null));
  const cursor = page === 0 ? null : known[page];
  if (cursor === undefined) throw new Problem('error', 'This list was open too long. Close it and open it again.');
  if (cursor === END) return [];
  const { items, nextCursor, hasMore } = await read(cursor);
  const next = nextCursor && hasMore !== false ? nextCursor : END;
  // Without it the next page says that the list was open too long.
  await cache.setCursor(JSON.stringify({ ...known, [page + 1]: next })).catch(() => undefined);
  return items;
}

function cursorsIn(kept: string | null): Record<string, string> {
  try {
    const parsed = z.safeParse(cursors, JSON.parse(kept ?? '{}'));
    return parsed.success ? parsed.data : {};
  } catch {
    return {};
  }
}
