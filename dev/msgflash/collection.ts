/** Records by id in the order they were added, so that a page costs its own length and not that of the whole list. */
export interface Collection<T> {
  readonly size: number;
  add(record: T): T;
  get(id: string): T | undefined;
  remove(id: string): boolean;
  /** Oldest first. Not to be changed by the caller. */
  all(): readonly T[];
}

/** What every stored record has: `seq` grows with every record and makes cursors exact. */
export interface Stored {
  id: string;
  seq: number;
}

/** Makes an empty collection. */
export function createCollection<T extends Stored>(): Collection<T> {
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
