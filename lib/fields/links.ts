import { Problem, shorten } from '../problem.ts';

/** Links to pages that show a file, not to the file itself, and how to get a link that works. */
const PAGES: readonly { is(url: URL): boolean; advice: string }[] = [
  {
    is: ({ hostname, pathname, searchParams }) =>
      (hostname === 'drive.google.com' &&
        !(pathname === '/uc' && searchParams.get('export') === 'download') &&
        /^\/(file|open|drive|folders|uc)/.test(pathname)) ||
      (hostname === 'docs.google.com' && /\/(edit|view|preview|pub)\b|\/d\/[^/]+\/?$/.test(pathname)),
    advice: 'Use https://drive.google.com/uc?export=download&id= and the file’s ID',
  },
  {
    is: ({ hostname, searchParams }) =>
      /(^|\.)dropbox\.com$/.test(hostname) && searchParams.get('dl') !== '1' && searchParams.get('raw') !== '1',
    advice: 'End the Dropbox link with dl=1 instead of dl=0',
  },
  {
    is: ({ hostname, pathname, searchParams }) =>
      /^(1drv\.ms|onedrive\.live\.com)$/.test(hostname) ||
      (/\.sharepoint\.com$/.test(hostname) && /^\/:\w:\//.test(pathname) && searchParams.get('download') !== '1'),
    advice: 'Use a direct download link',
  },
  {
    is: ({ hostname }) => /(^|\.)(wetransfer\.com|we\.tl|youtube\.com|youtu\.be)$/.test(hostname),
    advice: 'Use a link to the file itself',
  },
];

/**
 * A link that MsgFlash can open, without invisible characters.
 *
 * @param label of the field, for the error
 * @param dueAt when MsgFlash opens it, ms since 1970; null for now
 * @throws Problem `error` naming the field and saying what to do
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
      `${label} leads to a page that shows the file, not to the file. ${page.advice}. Nothing was done.`,
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

/**
 * Whether a host is local or in a private network. `URL` has already turned every form of an IPv4 address into four
 * numbers.
 */
function isPrivate(host: string): boolean {
  const name = host.replace(/\.$/, '');
  return (
    /^(localhost|.*\.(localhost|local|internal|lan|home\.arpa))$/.test(name) ||
    /^(0|10|127)\.\d+\.\d+\.\d+$|^169\.254\.|^192\.168\.\d|^172\.(1[6-9]|2\d|3[01])\.\d+\.\d+$/.test(name) ||
    /^\[(::1?\]|f[cd]|fe[89ab]|::ffff:)/.test(name)
  );
}

/**
 * Whether a link is Zapier's own link to a file from an earlier step. Such links expire, and each run has a new one.
 */
export function isPlatformFile(link: string): boolean {
  const { hostname = '', pathname = '' } = URL.parse(link) ?? {};
  return (
    (/(^|\.)zapier\.com$/.test(hostname) && pathname.startsWith('/engine/')) || /^zapier-dev-files\./.test(hostname)
  );
}

const SHORT_LIVED =
  /(^|\.)airtableusercontent\.com$|^dl\.airtable\.com$|^files\.slack\.com$|^prod-files-secure\.s3\.|^file\.notion\.so$|^lookaside\.fbsbx\.com$|(^|\.)fbcdn\.net$/;

/** When a link expires, as its own parameters say: ms since 1970, 0 for hosts whose links always expire, else null. */
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

/** The end of a signature, in ms since 1970. @param from like `20300101T000000Z` @param seconds how long it is valid */
function signedFor(from = '', seconds = ''): number {
  const iso = from.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/i, '$1-$2-$3T$4:$5:$6Z');
  return iso !== from && /^\d+$/.test(seconds) ? Date.parse(iso) + Number(seconds) * 1000 : Number.NaN;
}

/** Seconds or milliseconds since 1970 as milliseconds, NaN for anything else. */
function epoch(written = ''): number {
  return /^\d{9,10}$|^\d{13}$/.test(written) ? Number(written) * (written.length === 13 ? 1 : 1000) : Number.NaN;
}

/** The end in a CloudFront policy: JSON in Base64, with the three characters replaced that a URL cannot hold. */
function policyEnd(policy = ''): number {
  const base64 = policy.replace(/-/g, '+').replace(/_/g, '=').replace(/~/g, '/');
  const json = Buffer.from(base64, 'base64').toString('utf8');
  return epoch(/"DateLessThan"\s*:\s*\{\s*"AWS:EpochTime"\s*:\s*"?(\d+)/.exec(json)?.[1]);
}
