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
 * @param dueAt when it is opened, ms since 1970; undefined for at once
 * @throws Problem `error` naming the field and the way out
 */
export function fileLink(written: string, label: string, dueAt?: number): string {
  const link = written.replace(/\p{Default_Ignorable_Code_Point}|[\u2800\ufffc]/gu, '').trim();
  if (/[\s,;|]+https?:\/\//i.test(link))
    throw new Problem('error', `${label} holds more than one link. Use one for each message; nothing was done.`);
  const url = /\s/.test(link) ? null : URL.parse(link);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new Problem(
      'error',
      `“${shorten(link, 60)}” in ${label} is not a link that MsgFlash can open. Use one that begins with https://; nothing was done.`,
    );
  }
  if (isPrivate(url.hostname)) {
    throw new Problem(
      'error',
      `${label} leads to a private network (${shorten(url.hostname, 60)}). Use a link that anybody can open; nothing was done.`,
    );
  }
  const page = PAGES.find(({ is }) => is(url));
  if (page)
    throw new Problem(
      'error',
      `${label} leads to a page that shows the file, not to the file. ${page.wayOut}; nothing was done.`,
    );
  const end = expiryOf(url);
  if (dueAt !== undefined && end !== null && end <= dueAt) {
    throw new Problem(
      'error',
      `The link in ${label} expires before it goes out. Use a lasting public link, for example from your website; nothing was done.`,
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

const SHORT_LIVED =
  /(^|\.)airtableusercontent\.com$|^files\.slack\.com$|^prod-files-secure\.s3\.|^file\.notion\.so$|^lookaside\.fbsbx\.com$|(^|\.)fbcdn\.net$/;

/** When a link ends by its own words, ms since 1970; null when it does not say. */
function expiryOf({ hostname, searchParams }: URL): number | null {
  if (SHORT_LIVED.test(hostname)) return 0;
  for (const brand of ['X-Amz', 'X-Goog']) {
    const from = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(searchParams.get(`${brand}-Date`) ?? '');
    const seconds = Number(searchParams.get(`${brand}-Expires`) ?? Number.NaN);
    if (from && !Number.isNaN(seconds)) {
      const [, year, month, day, hour, minute, second] = from;
      return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) + seconds * 1000;
    }
  }
  const epoch = /^\d{10}$/.exec(searchParams.get('Expires') ?? '');
  if (epoch) return Number(epoch[0]) * 1000;
  const azure = searchParams.get('sig') && Date.parse(searchParams.get('se') ?? '');
  return azure || null;
}
