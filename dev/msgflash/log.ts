/** A request and its result. */
export interface LoggedRequest {
  seq: number;
  at: string;
  method: string;
  /** With IDs, without the query. */
  path: string;
  /** METHOD and documented path, such as `GET /messages/{id}`; null for a path that does not exist. */
  operation: string | null;
  query: unknown;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Parsed if it is JSON, else the text; undefined if there was none. */
  body: unknown;
  /** The status of the result, even if no response was sent; null if the request was not carried out. */
  status: number | null;
  /** The kind of fault that affected it. */
  fault: string | null;
}

export interface RequestLog {
  add(entry: Omit<LoggedRequest, 'seq' | 'status' | 'fault'>): LoggedRequest;
  all(): readonly LoggedRequest[];
  /** The current position in the log, for `since`. */
  mark(): number;
  since(mark: number): LoggedRequest[];
}

/** Keeps at least the last `capacity` requests. `seq` continues to increase. */
export function createLog(capacity = 20_000): RequestLog {
  let entries: LoggedRequest[] = [];
  let seq = 0;
  return {
    add(entry) {
      const logged: LoggedRequest = { ...entry, seq: ++seq, status: null, fault: null };
      entries.push(logged);
      // Halving the list now and then is faster than shifting it every time.
      if (entries.length > 2 * capacity) entries = entries.slice(-capacity);
      return logged;
    },
    all: () => entries,
    mark: () => seq,
    since: (mark) => entries.filter((entry) => entry.seq > mark),
  };
}
