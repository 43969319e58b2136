import { z } from 'zod';
import { ApiError } from '../errors.ts';

const limit = z.coerce.number().int().min(1).max(100);

/** The query of a list with cursors. The default of `limit` differs between lists. */
export function cursorQuery(defaultLimit: number) {
  return z.object({ limit: limit.default(defaultLimit), cursor: z.string().min(1).optional() });
}

/** The same with the search text of contacts, groups and members. */
export const searchQuery = cursorQuery(50).extend({ search: z.string().min(1).max(100).optional() });

/** The query of a list with numbered pages. */
export const pageQuery = z.object({ page: z.coerce.number().int().min(1).default(1), limit: limit.default(20) });

/** Whether one of the texts contains the search text, ignoring case. Without a search text, everything matches. */
export function matches(search: string | undefined, ...texts: (string | null)[]): boolean {
  const wanted = search?.toLowerCase() ?? '';
  return texts.some((text) => (text ?? '').toLowerCase().includes(wanted));
}

/** Records in reverse order. */
export function newestFirst<T>(records: ReadonlyMap<string, T>): T[] {
  return [...records.values()].reverse();
}

/**
 * One page of a list, with the opaque cursor of the next page: the ID of the last record.
 *
 * @throws ApiError 400 VALIDATION_ERROR if the cursor is not one of ours
 */
export function pageOf<T extends { id: string }>(
  all: readonly T[],
  query: { limit: number; cursor?: string | undefined },
  accept: (record: T) => boolean,
): { items: T[]; total: number; nextCursor: string | null; hasMore: boolean } {
  const total = all.filter(accept).length;
  const rest = all.slice(query.cursor === undefined ? 0 : positionAfter(all, query.cursor)).filter(accept);
  const items = rest.slice(0, query.limit);
  const last = items.at(-1);
  const hasMore = rest.length > query.limit;
  return { items, total, nextCursor: hasMore && last ? Buffer.from(last.id).toString('base64url') : null, hasMore };
}

function positionAfter(records: readonly { id: string }[], cursor: string): number {
  const after = Buffer.from(cursor, 'base64url').toString();
  const index = records.findIndex(({ id }) => id === after);
  if (index < 0) throw new ApiError('VALIDATION_ERROR', 'Invalid cursor', [{ path: 'cursor', message: 'Invalid' }]);
  return index + 1;
}
