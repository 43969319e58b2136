import { z } from 'zod';
import type { Collection, Stored } from '../collection.ts';
import { ApiError } from '../errors.ts';
import { parse } from '../parse.ts';

/** The query of a list with cursors. The default of `limit` differs between lists; the maximum is always 100. */
export function cursorQuery(defaultLimit: number) {
  return z.object({
    limit: z.coerce.number().int().min(1).max(100).default(defaultLimit),
    cursor: z.string().min(1).optional(),
  });
}

/** The search text of contacts, groups and members. */
export const search = z.string().min(1).max(100).optional();

/** The query of a list with numbered pages. */
export const pageQuery = z.object({
  page: z.coerce.number().int().min(1).default(1),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});

/** A list in any order, without copying it. */
export interface View<T> {
  readonly length: number;
  at(index: number): T | undefined;
}

/** A list in its own order. */
export function forwards<T>(list: readonly T[]): View<T> {
  return { length: list.length, at: (index) => list[index] };
}

/** A list in reverse order: newest first. */
export function backwards<T>(list: readonly T[]): View<T> {
  return { length: list.length, at: (index) => list[list.length - 1 - index] };
}

/**
 * One page of a list: the first `limit` items that `accept` allows, after those for which `isPast` is true (the start
 * of the list, up to and including the cursor's item).
 */
export function page<T>(
  view: View<T>,
  options: { limit: number; isPast?: ((item: T) => boolean) | undefined; accept?: ((item: T) => boolean) | undefined },
): { items: T[]; hasMore: boolean } {
  const { limit, isPast, accept } = options;
  let low = 0;
  let high = isPast ? view.length : 0;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = view.at(middle);
    if (item !== undefined && isPast?.(item)) low = middle + 1;
    else high = middle;
  }
  const items: T[] = [];
  for (let index = low; index < view.length; index++) {
    const item = view.at(index);
    if (item === undefined || accept?.(item) === false) continue;
    if (items.length === limit) return { items, hasMore: true };
    items.push(item);
  }
  return { items, hasMore: false };
}

const seqCursor = z.tuple([z.number().int()]);

/** One page of a collection, newest first by default, with the opaque cursor of the next page. */
export function newestFirst<T extends Stored>(
  records: Collection<T>,
  query: { limit: number; cursor?: string | undefined },
  accept?: (record: T) => boolean,
  isOldestFirst = false,
): { items: T[]; nextCursor: string | null; hasMore: boolean } {
  const after = query.cursor === undefined ? undefined : readCursor(seqCursor, query.cursor)[0];
  const isPast = (record: T) => after !== undefined && (isOldestFirst ? record.seq <= after : record.seq >= after);
  const view = isOldestFirst ? forwards(records.all()) : backwards(records.all());
  const result = page(view, { limit: query.limit, isPast: after === undefined ? undefined : isPast, accept });
  const last = result.items.at(-1);
  return { ...result, nextCursor: result.hasMore && last ? encodeCursor(last.seq) : null };
}

/** An opaque cursor, made from values that identify its record. */
export function encodeCursor(...parts: (string | number)[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** The values in a cursor. @throws ApiError 400 VALIDATION_ERROR if it is not one of ours */
export function readCursor<T>(schema: z.ZodType<T>, cursor: string): T {
  const parts = schema.safeParse(decoded(cursor));
  if (!parts.success)
    throw new ApiError('VALIDATION_ERROR', 'Invalid cursor', [{ path: 'cursor', message: 'Invalid' }]);
  return parts.data;
}

function decoded(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}

/** A UUID from a path or query. @throws ApiError 400 VALIDATION_ERROR for anything else, such as a name or a number */
export function uuid(value: string | undefined, path = 'id'): string {
  return parse(z.object({ [path]: z.uuid() }), { [path]: value })[path] ?? '';
}
