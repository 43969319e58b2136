import { Problem } from '../problem.ts';

/** What a user entered when connecting, checked and trimmed. */
export interface Connection {
  apiKey: string;
  /** Set only with a team key: MsgFlash refuses a personal key sent with a team. */
  teamId: string | undefined;
  /** ISO 3166-1 alpha-2, for numbers written without `+`. */
  defaultCountry: string | undefined;
}

const TEAM_KEY = 'msgf_team_';

/**
 * Reads the connection's fields. MsgFlash judges the format of a key; this refuses only what could never be sent.
 *
 * @throws Problem `reconnect` if the key is empty or has spaces inside, or if a team key has no Team ID
 */
export function readConnection(authData: Readonly<Record<string, unknown>> | undefined): Connection {
  const apiKey = text(authData?.api_key);
  const teamId = text(authData?.team_id);
  if (!apiKey) {
    throw new Problem('reconnect', 'The API Key is empty. Copy your key from MsgFlash under API Keys and reconnect.');
  }
  if (/[\s\p{Cc}]/u.test(apiKey)) {
    throw new Problem(
      'reconnect',
      'The API Key has spaces or line breaks in it. Copy it again from MsgFlash under API Keys and reconnect.',
    );
  }
  if (apiKey.startsWith(TEAM_KEY) && !teamId) {
    throw new Problem(
      'reconnect',
      'This is a team key (msgf_team_…), which works only together with its Team ID. Reconnect and fill in Team ID.',
    );
  }
  return {
    apiKey,
    teamId: apiKey.startsWith(TEAM_KEY) ? teamId : undefined,
    defaultCountry: text(authData?.default_country).toUpperCase() || undefined,
  };
}

/** Whether the key belongs to a team. A team key may not read the account, its usage or its subscription. */
export function isTeam(connection: Connection): boolean {
  return connection.teamId !== undefined;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
