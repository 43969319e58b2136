/** The error codes of "/resources/error-codes" and the endpoint pages that this server uses → their status. */
const STATUS = {
  VALIDATION_ERROR: 400,
  BAD_REQUEST: 400,
  TEMPLATE_VARIABLES_MISSING: 400,
  TEMPLATE_CONTEXT_UNAVAILABLE: 400,
  UNAUTHORIZED: 401,
  MAX_WEBHOOK_ENDPOINTS_REACHED: 403,
  CAMPAIGNS_NOT_AVAILABLE_ON_PLAN: 403,
  MAX_CONTACT_GROUPS_REACHED: 403,
  FEATURE_NOT_AVAILABLE_ON_PLAN: 403,
  UNSUPPORTED_FEATURE: 403,
  TEAM_KEY_REQUIRED: 403,
  TEAM_KEY_NOT_ALLOWED: 403,
  INSTANCE_NOT_ASSIGNED: 403,
  NOT_FOUND: 404,
  LOOKUP_NOT_FOUND: 404,
  CONFLICT: 409,
  INVALID_DESTINATION: 422,
  API_RATE_LIMIT_EXCEEDED: 429,
  MONTHLY_API_REQUEST_QUOTA_EXCEEDED: 429,
  MONTHLY_OUTBOUND_QUOTA_EXCEEDED: 429,
  PROVIDER_ERROR: 502,
} as const;

export type ErrorCode = keyof typeof STATUS;

/** An error as the API documents it. The code decides the status. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: unknown[];

  constructor(code: ErrorCode, message: string, details: unknown[] = []) {
    super(message);
    this.status = STATUS[code];
    this.code = code;
    this.details = details;
  }
}

/** The error envelope of "/resources/error-codes". */
export function errorBody(code: string, message: string, details: unknown[] = []) {
  return { error: { code, message, details } };
}

/** The value, if it exists. @param what names it in the message @throws ApiError 404 NOT_FOUND if not */
export function found<T>(thing: T | undefined | null, what: string): T {
  if (thing === undefined || thing === null) throw new ApiError('NOT_FOUND', `${what} not found`);
  return thing;
}
