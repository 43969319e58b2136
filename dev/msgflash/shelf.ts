/** Records by id, in the order they were put there, so that a page costs its own length and not that of the whole list. */
export interface Shelf<T> {
  readonly size: number;
  add(record: T): T;
  get(id: string): T | undefined;
  remove(id: string): boolean;
  /** Oldest first. Not to be changed by the caller. */
  all(): readonly T[];
}

/** What every shelved record has: `seq` grows with every record and makes cursors exact. */
export interface Shelved {
  id: string;
  seq: number;
}

/** Makes an empty shelf. */
export function createShelf<T extends Shelved>(): Shelf<T> {
  const byId = new Map<string, T>();
  let list: T[] | null = [];
  return {
    get size() {
      return byId.size;
    },
    add(record) {
      byId.set(record.id, record);
      // Appending keeps the list right; only a removal makes it stale.
      list?.push(record);
      return record;
    },
    get: (id) => byId.get(id),
    remove(id) {
      const isGone = byId.delete(id);
      if (isGone) list = null;
      return isGone;
    },
    all() {
      list ??= [...byId.values()];
      return list;
    },
  };
}

/** A list as the pager sees it: any order, nothing copied. */
export interface View<T> {
  readonly length: number;
  at(index: number): T;
}

/** A list in its own order. */
export function forwards<T>(list: readonly T[]): View<T> {
  return { length: list.length, at: (index) => item(list, index) };
}

/** A list from its end: newest first. */
export function backwards<T>(list: readonly T[]): View<T> {
  return { length: list.length, at: (index) => item(list, list.length - 1 - index) };
}

function item<T>(list: readonly T[], index: number): T {
  const value = list[index];
  if (value === undefined) throw new RangeError(`No item ${index} in a list of ${list.length}`);
  return value;
}

/**
 * One page of a list: the first `limit` items that `accept` takes, after those for which `isPast` holds (a prefix of
 * the list: everything up to and including the cursor's item).
 */
export function page<T>(
  view: View<T>,
  options: { limit: number; isPast?: (item: T) => boolean; accept?: (item: T) => boolean },
): { items: T[]; hasMore: boolean } {
  const { limit, isPast, accept } = options;
  let low = 0;
  if (isPast) {
    let high = view.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isPast(view.at(middle))) low = middle + 1;
      else high = middle;
    }
  }
  const items: T[] = [];
  for (let index = low; index < view.length; index++) {
    const candidate = view.at(index);
    if (accept && !accept(candidate)) continue;
    if (items.length === limit) return { items, hasMore: true };
    items.push(candidate);
  }
  return { items, hasMore: false };
}

/** An opaque cursor made of the parts that find the place again. */
export function encodeCursor(...parts: (string | number)[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** The parts of a cursor made by `encodeCursor`, or null when it is none. */
export function decodeCursor(cursor: string): unknown[] | null {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(parts) ? parts : null;
  } catch {
    return null;
  }
}
