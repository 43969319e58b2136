import { ApiError } from './errors.ts';
import type { Team } from './records.ts';
import type { Store, Workspace } from './store.ts';

/** Request headers in Node's form. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>;

export interface Caller {
  workspace: Workspace;
  team: Team | null;
}

/** The paths that a team key gets 403 TEAM_KEY_NOT_ALLOWED for. */
const PERSONAL_ONLY = ['/me', '/billing/usage'];

/**
 * Finds the account or team of a request's key ("/authentication"). The same 401 covers a missing, wrong or revoked
 * key, a Bearer token (the console's scheme) and a team key without its own team ID.
 *
 * @param path as documented
 * @throws ApiError 401, or 403 if the kind of key does not fit
 */
export function authenticate(store: Store, headers: Headers, path: string): Caller {
  const teamId = headers['x-team-id'];
  const owner = store.keys.get(keyIn(headers));
  const isBearer = String(headers.authorization).toLowerCase().startsWith('bearer');
  if (!owner || isBearer || (owner.team && owner.team.id !== teamId)) {
    throw new ApiError('UNAUTHORIZED', 'Invalid or revoked API key');
  }
  if (!owner.team && teamId !== undefined) throw new ApiError('TEAM_KEY_REQUIRED', 'X-Team-Id needs a team API key');
  if (owner.team && PERSONAL_ONLY.includes(path)) {
    throw new ApiError('TEAM_KEY_NOT_ALLOWED', 'This endpoint needs a personal API key');
  }
  return owner;
}

/** The API key of a request, valid or not; '' without one. */
export function keyIn(headers: Headers): string {
  return String(headers['x-api-key'] ?? '');
}
