/** `npm run build`: bundles the connector into `dist/`. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { minify } from '@swc/core';
import { type BuildOptions, build } from 'rolldown';
import * as z from 'zod';

const root = resolve(import.meta.dirname, '../..');

/**
 * The bundle that is uploaded. Zapier loads only `index.js` for the definition. What only a run needs (schemas,
 * numbering plans, webhooks) is in other files, loaded by the first run that needs them.
 *
 * @param dir the output folder; its contents are deleted
 */
export function bundleOptions(dir: string) {
  return {
    cwd: root,
    input: 'index.ts',
    platform: 'node',
    external: ['zapier-platform-core'],
    // Code that a later file shares with the first stays in the first, instead of getting its own file.
    preserveEntrySignatures: 'allow-extension',
    plugins: [
      { name: 'mobile-without-formats', transform: { filter: { id: /metadata\.mobile\.json\.js$/ }, handler: withoutFormats } },
      { name: 'minify', renderChunk: minified },
    ],
    output: { dir, cleanDir: true, format: 'esm', minify: false, chunkFileNames: '[name].js' },
  } satisfies BuildOptions;
}

const metadata = z.looseObject({ countries: z.record(z.string(), z.array(z.unknown())) });
/** The place of a country's number formats in its metadata. */
const FORMATS = 4;

/** The mobile numbering plans are only asked whether a number is a mobile. Number formats are half of their size. */
function withoutFormats(_code: string, id: string): string {
  const { countries, ...rest } = metadata.parse(JSON.parse(readFileSync(id.replace(/\.js$/, ''), 'utf8')));
  const shorter = Object.entries(countries).map(([code, plan]) => [code, plan.with(FORMATS, 0)]);
  return `export default ${JSON.stringify({ ...rest, countries: Object.fromEntries(shorter) })}`;
}

/**
 * Used instead of the bundler's minifier: Node takes twice as long to compile its template strings and non-ASCII text.
 */
async function minified(code: string): Promise<string> {
  const ecma = 2022;
  const format = { asciiOnly: true, comments: false } as const;
  return (await minify(code, { module: true, ecma, compress: { ecma }, mangle: true, format })).code;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await build(bundleOptions(join(root, 'dist')));
