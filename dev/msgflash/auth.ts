import { ApiError } from './errors.ts';
import type { Team } from './records.ts';
import type { Store, Workspace } from './store.ts';

/** Request headers in Node's form. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>;

export interface Caller {
  key: string;
  workspace: Workspace;
  team: Team | null;
}

/**
 * Finds the account or team of a request's key ("/authentication"). The same 401 covers a missing, wrong or revoked
 * key, a Bearer token (the console's scheme) and a team key without its own team ID.
 *
 * @throws ApiError 401, or 403 if the kind of key does not fit
 */
export function authenticate(store: Store, headers: Headers, personalOnly: boolean): Caller {
  const key = keyIn(headers);
  const teamId = one(headers['x-team-id']);
  const owner = key === undefined ? undefined : store.keys.get(key);
  if (key === undefined || !owner || /^bearer\b/i.test(one(headers.authorization) ?? '')) throw unauthorized();
  if (owner.team === null) {
    if (teamId !== undefined) throw new ApiError('TEAM_KEY_REQUIRED', 'X-Team-Id needs a team API key');
  } else {
    if (teamId !== owner.team.id) throw unauthorized();
    if (personalOnly) throw new ApiError('TEAM_KEY_NOT_ALLOWED', 'This endpoint needs a personal API key');
  }
  return { key, ...owner };
}

/** The API key of a request, valid or not. */
export function keyIn(headers: Headers): string | undefined {
  return one(headers['x-api-key']);
}

function unauthorized(): ApiError {
  return new ApiError('UNAUTHORIZED', 'Invalid or revoked API key');
}

function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
