/** One request as it arrived and how it ended. */
export interface LoggedRequest {
  seq: number;
  at: string;
  method: string;
  /** With ids, without the query. */
  path: string;
  /** METHOD and documented path, such as `GET /messages/{id}`; null for a path that does not exist. */
  operation: string | null;
  query: unknown;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Parsed where it is JSON, else the text; undefined when there was none. */
  body: unknown;
  /** What was decided, also when the answer never left; null when nothing was. */
  status: number | null;
  /** The fault that befell it. */
  fault: string | null;
}

export interface RequestLog {
  add(entry: Omit<LoggedRequest, 'seq' | 'status' | 'fault'>): LoggedRequest;
  all(): readonly LoggedRequest[];
  /** The present place in the log, for `since`. */
  mark(): number;
  since(mark: number): LoggedRequest[];
}

/** Keeps the last `capacity` requests; their numbers go on counting. */
export function createLog(capacity = 20_000): RequestLog {
  let entries: LoggedRequest[] = [];
  let seq = 0;
  return {
    add(entry) {
      const logged: LoggedRequest = { ...entry, seq: ++seq, status: null, fault: null };
      entries.push(logged);
      // Halving now and then is cheaper than shifting every time.
      if (entries.length > 2 * capacity) entries = entries.slice(-capacity);
      return logged;
    },
    all: () => entries,
    mark: () => seq,
    since: (mark) => entries.filter((entry) => entry.seq > mark),
  };
}
