const PRODUCTION = 'https://srv.msgflash.com';

/** Only loopback hosts may be reached without TLS. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/**
 * The origin of the API: `MSGFLASH_API_URL`, else MsgFlash's production server. Read at each call, because Zapier sets
 * a version's environment variables after it has loaded the code.
 *
 * @returns the origin, e.g. `https://srv.msgflash.com`
 * @throws Error if the variable is not an https URL (http is allowed for this machine only)
 */
export function apiOrigin(): string {
  // Check with `in`: while core renders the auth template, reading an unset variable returns a placeholder.
  const configured = 'MSGFLASH_API_URL' in process.env ? process.env.MSGFLASH_API_URL : undefined;
  const url = URL.parse(configured || PRODUCTION);
  const isAllowed = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
  if (!url || !isAllowed) {
    throw new Error('MSGFLASH_API_URL must be an https address, or http on this machine.');
  }
  return url.origin;
}

/** Whether a URL is on MsgFlash's own origin, the only one that gets the API key. */
export function isMsgFlash(url: string | undefined): boolean {
  return URL.parse(url ?? '')?.origin === apiOrigin();
}
