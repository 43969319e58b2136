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

/** Whether a request is one of the public API, which are the ones that a plan is charged for. */
export const isApi = ({ path }: Pick<LoggedRequest, 'path'>) => path.startsWith('/api/');

export type RequestLog = ReturnType<typeof createLog>;

const CAPACITY = 20_000;

/** Keeps the last requests. `seq` continues to increase. */
export function createLog() {
  const entries: LoggedRequest[] = [];
  let seq = 0;
  return {
    add(entry: Omit<LoggedRequest, 'seq' | 'status' | 'fault'>): LoggedRequest {
      const logged: LoggedRequest = { ...entry, seq: ++seq, status: null, fault: null };
      entries.push(logged);
      if (entries.length > CAPACITY) entries.shift();
      return logged;
    },
    all: (): readonly LoggedRequest[] => entries,
    /** The current position in the log, for `since`. */
    mark: () => seq,
    since: (mark: number) => entries.filter((entry) => entry.seq > mark),
  };
}
