import { Problem, shorten } from '../problem.ts';

/** Pages that show a file instead of being one, and how to get a link that works. */
const PAGES: readonly { is(url: URL): boolean; wayOut: string }[] = [
  {
    is: ({ hostname, pathname, searchParams }) =>
      (hostname === 'drive.google.com' &&
        !(pathname === '/uc' && searchParams.get('export') === 'download') &&
        /^\/(file|open|drive|folders|uc)/.test(pathname)) ||
      (hostname === 'docs.google.com' && /\/(edit|view|preview|pub)\b|\/d\/[^/]+\/?$/.test(pathname)),
    wayOut: 'Use https://drive.google.com/uc?export=download&id= and the file’s ID',
  },
  {
    is: ({ hostname, searchParams }) =>
      /(^|\.)dropbox\.com$/.test(hostname) && searchParams.get('dl') !== '1' && searchParams.get('raw') !== '1',
    wayOut: 'End the Dropbox link with dl=1 instead of dl=0',
  },
  {
    is: ({ hostname, pathname, searchParams }) =>
      /^(1drv\.ms|onedrive\.live\.com)$/.test(hostname) ||
      (/\.sharepoint\.com$/.test(hostname) && /^\/:\w:\//.test(pathname) && searchParams.get('download') !== '1'),
    wayOut: 'Use a direct download link',
  },
  {
    is: ({ hostname }) => /(^|\.)(wetransfer\.com|we\.tl|youtube\.com|youtu\.be)$/.test(hostname),
    wayOut: 'Use a link to the file itself',
  },
];

/**
 * A link that MsgFlash can open, without invisible characters.
 *
 * @param dueAt when it is opened, ms since 1970; null for at once
 * @throws Problem `error` naming the field and the way out
 */
export function fileLink(written: string, label: string, dueAt: number | null = null): string {
  const link = written.replace(/\p{Default_Ignorable_Code_Point}|[\u2800\ufffc]/gu, '').trim();
  if (/[\s,;|]+https?:\/\//i.test(link))
    throw new Problem('error', `${label} holds more than one link. Use one for each message. Nothing was done.`);
  const url = /\s/.test(link) ? null : URL.parse(link);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new Problem(
      'error',
      `“${shorten(link, 60)}” in ${label} is not a link that MsgFlash can open. Use one that begins with https://. Nothing was done.`,
    );
  }
  if (isPrivate(url.hostname)) {
    throw new Problem(
      'error',
      `${label} leads to a private network (${shorten(url.hostname, 60)}). Use a link that anyone can open. Nothing was done.`,
    );
  }
  const page = PAGES.find(({ is }) => is(url));
  if (page)
    throw new Problem(
      'error',
      `${label} leads to a page that shows the file, not to the file. ${page.wayOut}. Nothing was done.`,
    );
  if (dueAt !== null && isPlatformFile(link)) {
    throw new Problem(
      'error',
      `${label} holds a file of an earlier step, whose link expires before the message goes out. Use a lasting public link, for example from your website. Nothing was done.`,
    );
  }
  const end = expiryOf(url);
  if (dueAt !== null && end !== null && end <= dueAt) {
    throw new Problem(
      'error',
      `The link in ${label} expires before it goes out. Use a lasting public link, for example from your website. Nothing was done.`,
    );
  }
  return link;
}

/** Localhost and the networks of homes and offices; `URL` has written every form of an IPv4 address with four numbers. */
function isPrivate(host: string): boolean {
  const name = host.replace(/\.$/, '');
  return (
    /^(localhost|.*\.(localhost|local|internal|lan|home\.arpa))$/.test(name) ||
    /^(0|10|127)\.\d+\.\d+\.\d+$|^169\.254\.|^192\.168\.\d|^172\.(1[6-9]|2\d|3[01])\.\d+\.\d+$/.test(name) ||
    /^\[(::1?\]|f[cd]|fe[89ab]|::ffff:)/.test(name)
  );
}

/** Whether a link is Zapier's own to a file of an earlier step. Such links expire, and differ from run to run. */
export function isPlatformFile(link: string): boolean {
  const { hostname = '', pathname = '' } = URL.parse(link) ?? {};
  return (
    (/(^|\.)zapier\.com$/.test(hostname) && pathname.startsWith('/engine/')) || /^zapier-dev-files\./.test(hostname)
  );
}

const SHORT_LIVED =
  /(^|\.)airtableusercontent\.com$|^dl\.airtable\.com$|^files\.slack\.com$|^prod-files-secure\.s3\.|^file\.notion\.so$|^lookaside\.fbsbx\.com$|(^|\.)fbcdn\.net$/;

/** When a link ends by its own words, ms since 1970; null when it does not say. */
function expiryOf({ hostname, pathname, searchParams }: URL): number | null {
  const params = new Map([...searchParams].map(([name, value]) => [name.toLowerCase(), value]));
  const ends = [
    signedFor(params.get('x-amz-date'), params.get('x-amz-expires')),
    signedFor(params.get('x-goog-date'), params.get('x-goog-expires')),
    // CloudFront, and the older signatures of S3 and Google Cloud.
    epoch(params.get('expires')),
    policyEnd(params.get('policy')),
    // Azure.
    params.has('sig') ? Date.parse(params.get('se') ?? '') : Number.NaN,
    // Airtable.
    hostname.endsWith('.airtableusercontent.com') ? epoch(/\/(\d{13})\//.exec(pathname)?.[1]) : Number.NaN,
  ].filter((end) => !Number.isNaN(end));
  if (ends.length > 0) return Math.min(...ends);
  return SHORT_LIVED.test(hostname) ? 0 : null;
}

/** `20300101T000000Z` and a number of seconds. */
function signedFor(from = '', seconds = ''): number {
  const iso = from.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/i, '$1-$2-$3T$4:$5:$6Z');
  return iso !== from && /^\d+$/.test(seconds) ? Date.parse(iso) + Number(seconds) * 1000 : Number.NaN;
}

/** Seconds or milliseconds since 1970. */
function epoch(written = ''): number {
  return /^\d{9,10}$|^\d{13}$/.test(written) ? Number(written) * (written.length === 13 ? 1 : 1000) : Number.NaN;
}

/** The end in a policy of CloudFront: JSON in Base64, with its three signs that a link cannot hold replaced. */
function policyEnd(policy = ''): number {
  const base64 = policy.replace(/-/g, '+').replace(/_/g, '=').replace(/~/g, '/');
  const json = Buffer.from(base64, 'base64').toString('utf8');
  return epoch(/"DateLessThan"\s*:\s*\{\s*"AWS:EpochTime"\s*:\s*"?(\d+)/.exec(json)?.[1]);
}
