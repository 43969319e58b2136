import { z } from 'zod';
import { parse } from '../content.ts';
import { ApiError } from '../errors.ts';
import type { Shelf, Shelved } from '../shelf.ts';
import { backwards, decodeCursor, encodeCursor, forwards, page } from '../shelf.ts';

/** Query of a cursor list; the default of `limit` differs from list to list, its maximum is 100 everywhere. */
export function cursorQuery(defaultLimit: number) {
  return z.object({
    limit: z.coerce.number().int().min(1).max(100).default(defaultLimit),
    cursor: z.string().min(1).optional(),
  });
}

/** Search text of contacts, groups and members. */
export const search = z.string().min(1).max(100).optional();

/** Query of a page/limit list. */
export const pageQuery = z.object({
  page: z.coerce.number().int().min(1).default(1),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});

const seqCursor = z.tuple([z.number().int()]);

/** One page of a shelf, newest first unless told otherwise, with the opaque cursor of the next. */
export function newestFirst<T extends Shelved>(
  shelf: Shelf<T>,
  query: { limit: number; cursor?: string | undefined },
  accept?: (record: T) => boolean,
  isOldestFirst = false,
): { items: T[]; nextCursor: string | null; hasMore: boolean } {
  const after = query.cursor === undefined ? undefined : readCursor(seqCursor, query.cursor)[0];
  const view = isOldestFirst ? forwards(shelf.all()) : backwards(shelf.all());
  const result = page(view, {
    limit: query.limit,
    ...(after === undefined
      ? {}
      : { isPast: (record: T) => (isOldestFirst ? record.seq <= after : record.seq >= after) }),
    ...(accept ? { accept } : {}),
  });
  const last = result.items.at(-1);
  return { ...result, nextCursor: result.hasMore && last ? encodeCursor(last.seq) : null };
}

/** The parts of a cursor; anything but one of ours is 400 VALIDATION_ERROR. */
export function readCursor<T>(schema: z.ZodType<T>, cursor: string): T {
  const parts = schema.safeParse(decodeCursor(cursor));
  if (!parts.success)
    throw new ApiError('VALIDATION_ERROR', 'Invalid cursor', [{ path: 'cursor', message: 'Invalid' }]);
  return parts.data;
}

/** A page of a list whose cursor is the UUID of its last record: bulk jobs and lookups. */
export function newestFirstById<T extends Shelved>(
  shelf: Shelf<T>,
  query: { limit: number; cursor?: string | undefined },
): { items: T[]; nextCursor: string | null; hasMore: boolean } {
  const last = query.cursor === undefined ? undefined : shelf.get(uuid(query.cursor, 'cursor'));
  if (query.cursor !== undefined && !last) throw new ApiError('VALIDATION_ERROR', 'Invalid cursor');
  const result = page(backwards(shelf.all()), {
    limit: query.limit,
    ...(last ? { isPast: (record: T) => record.seq >= last.seq } : {}),
  });
  return { ...result, nextCursor: result.hasMore ? (result.items.at(-1)?.id ?? null) : null };
}

/** A UUID from a path or query; anything else is 400 VALIDATION_ERROR, a name or a phone number for an id included. */
export function uuid(value: string | undefined, path = 'id'): string {
  return parse(z.object({ [path]: z.uuid() }), { [path]: value })[path] ?? '';
}
