import { readdir, readFile } from 'node:fs/promises';
import { inflateRawSync } from 'node:zlib';
import { stories } from '../../dev/demo/index.ts';
import { playStories } from '../../dev/demo/play.ts';
import { demo } from '../../dev/msgflash/demo.ts';
import { played } from './matrix.ts';
import type { Trail } from './matrix-play.ts';
import { MARK } from './matrix-stage.ts';
import type { Part, Size } from './report.ts';

const ROOT = new URL('../../', import.meta.url);

/** A place where secrets were looked for. */
export interface Search {
  place: string;
  pieces: number;
  /** Secrets found there, and whether they may be there. */
  found: number;
  isAllowed: boolean;
}

/**
 * Looks for the keys and the webhook secrets of the matrix in all that left the process: every step ran under every
 * fault before. They may be in requests to MsgFlash's own origin, and nowhere else.
 */
export async function run(size: Size, app: object): Promise<Part> {
  const { trails } = await played(size, app);
  // In `npm test` there is no build, and the stories have tests of their own, which look for them as well.
  const others = size === 'full' ? [await searchTranscripts(app), await searchBuild()] : [];
  return reportOf(trails, others);
}

/** @param others what was found beside the runs: in that which ships, and in transcripts */
export function reportOf(trails: readonly Trail[], others: readonly Search[]): Part {
  const searches = [...searchRequests(trails), ...searchTexts(trails), ...others];
  const strays = trails.flatMap((trail) => strangers(trail));
  const secrets = trails.flatMap(({ webhookSecrets }) => webhookSecrets);
  const breaches = [
    ...searches
      .filter(({ found, isAllowed }) => found > 0 && !isAllowed)
      .map(({ place, found }) => `${found} secrets in ${place}`),
    ...new Set(strays.map((origin) => `a request to ${origin}`)),
    // A search in nothing shows nothing.
    ...others.filter(({ pieces }) => pieces === 0).map(({ place }) => `nothing to search: ${place}`),
    ...searches.filter(({ found, isAllowed }) => found === 0 && isAllowed).map(({ place }) => `no keys in ${place}`),
    ...(secrets.length > 0 ? [] : ['no webhook secret was ever made']),
    ...(secrets.every((secret) => secret.includes(MARK)) ? [] : ['a webhook secret that could not be told']),
  ];
  return {
    title: 'Secrets',
    intro:
      'All runs of the fault matrix had recognisable API keys, team keys and webhook secrets. They were looked for, plain, as base64, as hex and URL-encoded, in everything that left the process: addresses, headers and bodies of requests, and all that the platform keeps or shows. What a subscription hands to the platform to keep, the secret of its webhook, is not counted.',
    tables: [
      {
        title: 'Where secrets were found',
        headings: ['searched', 'secrets found', 'allowed'],
        rows: searches.map(({ place, found, isAllowed }) => [
          place,
          isAllowed ? (found > 0 ? 'in every one' : 'none') : found,
          isAllowed ? 'yes' : 'no',
        ]),
      },
      {
        title: 'Requests by origin',
        headings: ['origin', 'requests'],
        rows: [
          ["MsgFlash's own", 'yes'],
          ["the platform's own, on this machine", 'yes'],
          ['any other (links that users typed, redirects, private and loopback addresses)', strays.length],
        ],
      },
    ],
    breaches,
  };
}

function searchRequests(trails: readonly Trail[]): Search[] {
  const count = (isOurs: boolean) => {
    const requests = trails.flatMap((trail) => trail.sent.filter(({ origin }) => (origin === trail.api) === isOurs));
    return {
      pieces: requests.length,
      found: requests.filter(({ path, headers, body }) => holdsSecret(`${path}\n${headers}\n${body}`)).length,
    };
  };
  return [
    { place: "requests to MsgFlash's origin", ...count(true), isAllowed: true },
    { place: 'requests to any other origin', ...count(false), isAllowed: false },
  ];
}

function searchTexts(trails: readonly Trail[]): Search[] {
  const kinds = new Map<string, Search>();
  for (const trail of trails) {
    for (const { kind, text } of trail.texts) {
      const search = kinds.get(kind) ?? { place: kind, pieces: 0, found: 0, isAllowed: false };
      kinds.set(kind, search);
      search.pieces += 1;
      if (holdsSecret(text)) search.found += 1;
    }
  }
  return [...kinds.values()];
}

/** Origins that are neither MsgFlash nor the platform. */
function strangers({ sent, api, platform }: Trail): string[] {
  return sent.map(({ origin }) => origin).filter((origin) => origin !== api && !platform.includes(origin));
}

/** Every form in which the keys and secrets could be written: their mark is what all of them share. */
const FORMS: readonly RegExp[] = [
  new RegExp(MARK, 'i'),
  new RegExp(Buffer.from(MARK).toString('hex'), 'i'),
  // Base64 has three spellings of a text, by where it begins.
  ...[0, 1, 2].map((offset) => {
    const whole = Buffer.from(`${'x'.repeat(offset)}${MARK}`).toString('base64');
    return new RegExp(whole.slice(offset === 0 ? 0 : 4, whole.length - 4));
  }),
];

function holdsSecret(text: string): boolean {
  return FORMS.some((form) => form.test(text));
}

/** A key as MsgFlash makes them, which no source needs. */
const REAL_KEY = /msgf_(live|team)_[0-9a-f]{16,}|whsec_\w{16,}/g;

/** Plays the stories of `npm start`, and searches what is shown of them. */
async function searchTranscripts(app: object): Promise<Search> {
  const lines: string[] = [];
  await playStories(stories, { app, write: (line) => void lines.push(line), colours: false, columns: 110 });
  const keys = [demo.key, demo.teamKey, demo.otherKey];
  return {
    place: 'transcripts of the stories of npm start',
    pieces: lines.length,
    // Their webhook secrets are hexadecimal, which nothing else in them is.
    found: lines.filter((line) => keys.some((key) => line.includes(key)) || /[0-9a-f]{32}/.test(line)).length,
    isAllowed: false,
  };
}

/** Searches the bundle that ships, and the archive where one was built. */
export async function searchBuild(): Promise<Search> {
  const names = await readdir(new URL('build/', ROOT)).catch(() => []);
  const archives = await Promise.all(
    names.filter((name) => name.endsWith('.zip')).map((name) => readFile(new URL(`build/${name}`, ROOT))),
  );
  const parts = await readdir(new URL('dist/', ROOT)).catch(() => []);
  const bundle = await Promise.all(parts.map((name) => readFile(new URL(`dist/${name}`, ROOT), 'utf8')));
  const texts = [...bundle, ...archives.flatMap(filesIn)];
  return {
    place: `what ships (the bundle, and ${archives.length} archives in build/)`,
    pieces: texts.length,
    found: texts.reduce((sum, text) => sum + (text.match(REAL_KEY)?.length ?? 0) + (text.includes(MARK) ? 1 : 0), 0),
    isAllowed: false,
  };
}

/** The texts in a zip file, by its central directory. */
function filesIn(zip: Buffer): string[] {
  const texts: string[] = [];
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06'));
  let at = end < 0 ? zip.length : zip.readUInt32LE(end + 16);
  while (at + 46 <= zip.length && zip.readUInt32LE(at) === 0x02014b50) {
    const isPacked = zip.readUInt16LE(at + 10) === 8;
    const size = zip.readUInt32LE(at + 20);
    const local = zip.readUInt32LE(at + 42);
    const begin = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const bytes = zip.subarray(begin, begin + size);
    texts.push((isPacked ? inflateRawSync(bytes) : bytes).toString('utf8'));
    at += 46 + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return texts;
}
