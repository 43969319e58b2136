import { readdir, readFile } from 'node:fs/promises';
import { MARK } from './environment.ts';
import { played } from './matrix.ts';
import type { Trail } from './play.ts';
import type { Part, Size } from './report.ts';
import type { Sent } from './wire.ts';

/**
 * Searches everything that left the process for keys and webhook secrets, after every step ran under every fault. They
 * may be in requests to MsgFlash's own origin only.
 */
export async function run(size: Size, app: object): Promise<Part> {
  const { trail } = await played(size, app);
  return search(trail, size === 'full' ? await bundle() : {});
}

/** @param files the built files, name → text */
export function search({ sent, apis, platforms, texts, webhookSecrets }: Trail, files: Record<string, string>): Part {
  const holders = sent.filter(({ path, headers }) => holdsSecret(`${path}\n${headers}`));
  const isOurs = ({ origin }: Sent) => apis.includes(origin) || platforms.includes(origin);
  const breaches = [
    ...holders.filter(({ origin }) => !apis.includes(origin)).map(({ origin }) => `a secret in a request to ${origin}`),
    ...sent.filter((request) => !isOurs(request)).map(({ origin }) => `a request to ${origin}`),
    ...texts.filter(({ text }) => holdsSecret(text)).map(({ kind }) => `a secret in ${kind}`),
    ...Object.entries(files).flatMap(([name, text]) => (REAL_KEY.test(text) ? [`a key in ${name}`] : [])),
    // Check that the search works: there must be keys in requests to MsgFlash.
    ...(holders.some(({ origin }) => apis.includes(origin)) ? [] : ["no keys in requests to MsgFlash's origin"]),
    ...(webhookSecrets.length > 0 && webhookSecrets.every(holdsMark) ? [] : ['webhook secrets without mark']),
  ];
  return {
    title: 'Secrets',
    figures: {
      'requests searched': sent.length,
      'logs, cache entries, errors and outputs searched': texts.length,
      'files of the bundle searched': Object.keys(files).length,
    },
    breaches: [...new Set(breaches)],
  };
}

/** The forms in which a key or secret could be written. All secrets contain the mark. */
const FORMS: readonly RegExp[] = [
  new RegExp(MARK, 'i'),
  // A text has three forms in Base64, depending on its offset.
  ...[0, 1, 2].map((offset) => {
    const whole = Buffer.from(`${'x'.repeat(offset)}${MARK}`).toString('base64');
    return new RegExp(whole.slice(offset === 0 ? 0 : 4, whole.length - 4));
  }),
];

const holdsMark = (secret: unknown) => String(secret).includes(MARK);

function holdsSecret(text: string): boolean {
  return FORMS.some((form) => form.test(text));
}

/** A key in MsgFlash's format. The built files need none. */
const REAL_KEY = /msgf_(live|team)_[0-9a-f]{16,}|whsec_\w{16,}/;

async function bundle(): Promise<Record<string, string>> {
  const folder = new URL('../../dist/', import.meta.url);
  const names = await readdir(folder);
  const texts = await Promise.all(names.map((name) => readFile(new URL(name, folder), 'utf8')));
  return Object.fromEntries(names.map((name, index) => [`dist/${name}`, texts[index] ?? '']));
}
