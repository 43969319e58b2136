const PRODUCTION = 'https://srv.msgflash.com';

/** Loopback: the only hosts that may be reached without TLS. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/**
 * Where the API lives: `MSGFLASH_API_URL`, else MsgFlash's production server. Read at each call, because the platform
 * applies a version's environment after it has loaded the code.
 *
 * @returns the origin, e.g. `https://srv.msgflash.com`
 * @throws Error when the variable is no https URL (http is for a server on this very machine)
 */
export function apiOrigin(): string {
  // `in`, not a read: while the platform renders the auth template, unset variables read as placeholders.
  const configured = 'MSGFLASH_API_URL' in process.env ? process.env.MSGFLASH_API_URL : undefined;
  const url = URL.parse(configured || PRODUCTION);
  const isAllowed = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
  if (!url || !isAllowed) {
    throw new Error('MSGFLASH_API_URL must be an https address, or http on this machine.');
  }
  return url.origin;
}

/** Whether a URL lies on MsgFlash's own origin: the only place that ever gets the API key. */
export function isMsgFlash(url: string | undefined): boolean {
  return URL.parse(url ?? '')?.origin === apiOrigin();
}
