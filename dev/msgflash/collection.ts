/**
 * Records by ID, in the order they were added. Reading a page takes time for its own length, not for the whole list.
 */
export interface Collection<T> {
  readonly size: number;
  add(record: T): T;
  get(id: string): T | undefined;
  remove(id: string): boolean;
  /** Oldest first. The caller must not change it. */
  all(): readonly T[];
}

/** What every stored record has. `seq` increases with every record, so that cursors are exact. */
export interface Stored {
  id: string;
  seq: number;
}

export function createCollection<T extends Stored>(): Collection<T> {
  const byId = new Map<string, T>();
  let list: T[] | null = [];
  return {
    get size() {
      return byId.size;
    },
    add(record) {
      byId.set(record.id, record);
      // An addition is appended. Only a removal means that the list is built again.
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
