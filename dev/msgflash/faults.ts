import { z } from 'zod';

/** The ways in which a call can go wrong. */
export const FAULT_KINDS = [
  'reset_before_accepting',
  'reset_after_accepting',
  'reset_mid_answer',
  'no_answer',
  'no_answer_after_accepting',
  'slow_answer',
  'truncated_body',
  'error',
  'html_503',
  'html_200',
  'truncated_json',
  'json_null',
  'wrong_types',
  'missing_optional',
  'extra_fields',
  'nested_envelope',
  'huge_body',
  'redirect_other_origin',
  'redirect_loop',
  'clock_skew',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

// By default, the request is not carried out under these faults. Under all others it is, and only its response changes.
const NOT_ACCEPTED: readonly FaultKind[] = [
  'reset_before_accepting',
  'no_answer',
  'error',
  'html_503',
  'redirect_other_origin',
  'redirect_loop',
];

export const faultInput = z.object({
  /** METHOD and documented path (`GET /messages/{id}`), or `*` for every call. */
  operation: z.string().regex(/^(\*|[A-Z]+ \/\S*)$/),
  kind: z.enum(FAULT_KINDS),
  /** Only calls with this API key; default all. */
  key: z.string().optional(),
  /** How many calls it affects, default 1; `always` until cleared. */
  times: z.union([z.number().int().min(1), z.literal('always')]).optional(),
  /** How many matching calls are not affected first. */
  skip: z.number().int().min(0).optional(),
  /** Whether the request is carried out. */
  accepted: z.boolean().optional(),
  /** The request is carried out this much later on the server's clock, whatever the caller gets as a response. */
  acceptAfterMs: z.number().min(0).optional(),
  /** slow_answer: real milliseconds, default 2000. */
  delayMs: z.number().min(0).optional(),
  /** error: HTTP status (500), code (INTERNAL_ERROR), message and Retry-After header (none). */
  status: z.number().int().min(200).max(599).optional(),
  code: z.string().optional(),
  message: z.string().optional(),
  retryAfter: z.union([z.string(), z.number()]).optional(),
  /** clock_skew: milliseconds added to the Date header, default one hour. */
  skewMs: z.number().optional(),
});

export type FaultInput = z.infer<typeof faultInput>;

/** A fault, and how many more calls it affects. */
export interface Fault extends FaultInput {
  accepted: boolean;
  remaining: number;
  toSkip: number;
}

export type Faults = ReturnType<typeof createFaults>;

export function createFaults() {
  let faults: Fault[] = [];
  return {
    add(input: FaultInput): void {
      faults.push({
        ...input,
        accepted: input.acceptAfterMs === undefined && (input.accepted ?? !NOT_ACCEPTED.includes(input.kind)),
        remaining: input.times === 'always' ? Number.POSITIVE_INFINITY : (input.times ?? 1),
        toSkip: input.skip ?? 0,
      });
    },
    /** The first fault that affects this call with this API key. Each call counts down. */
    take(operation: string, key: string): Fault | undefined {
      for (const fault of faults) {
        if (fault.key !== undefined && fault.key !== key) continue;
        if (fault.operation !== '*' && fault.operation !== operation) continue;
        if (fault.toSkip-- > 0) continue;
        fault.remaining--;
        if (fault.remaining === 0) faults = faults.filter((other) => other !== fault);
        return fault;
      }
      return undefined;
    },
    /** Removes all faults, or those for one API key. */
    clear(key?: string): void {
      faults = key === undefined ? [] : faults.filter((fault) => fault.key !== key);
    },
  };
}

/** Changes the type of every value, as a careless change of the API might. */
export function wrongTypes(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : { items: value.map(wrongTypes) };
  if (isObject(value)) return mapValues(value, wrongTypes);
  if (typeof value === 'string') return value.length;
  if (typeof value === 'number') return `about ${value}`;
  return typeof value === 'boolean' ? Number(value) : value;
}

// The keys that a usable response may lack.
const OPTIONAL = new Set(
  (
    'warnings safety meta webhook deletedAt createdAt updatedAt userId contactId campaignId direction from mediaUrl ' +
    'error providerMessageId temperature tags description color total limit sort recommendations reasons active ' +
    'nextCursor hasMore period capabilities subscription templateVariables timeline startedAt estimatedCompletionAt'
  ).split(' '),
);

/** Drops optional keys: those that are null or missing in some documented sample. */
export function withoutOptional(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutOptional);
  if (!isObject(value)) return value;
  return mapValues(
    Object.fromEntries(Object.entries(value).filter(([name, inner]) => inner !== null && !OPTIONAL.has(name))),
    withoutOptional,
  );
}

/** Adds unknown keys to every object. */
export function withExtraFields(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withExtraFields);
  if (!isObject(value)) return value;
  return { ...mapValues(value, withExtraFields), addedLater: { deeply: ['new'] }, addedEmpty: null };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function mapValues(value: Record<string, unknown>, change: (inner: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, change(inner)]));
}
