/** `npm run build`: bundles the connector into `dist/`. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { minify } from '@swc/core';
import { type BuildOptions, build } from 'rolldown';
import * as z from 'zod';

const root = resolve(import.meta.dirname, '../..');

/**
 * The connector as it is uploaded. `index.js` is all that Zapier loads to know the steps; what only a run needs (schemas,
 * numbering plans, webhooks) lies beside it and is loaded by the first run that needs it.
 *
 * @param dir where it goes; what is there is deleted
 */
export function bundleOptions(dir: string) {
  return {
    cwd: root,
    input: 'index.ts',
    platform: 'node',
    external: ['zapier-platform-core'],
    // What a later file shares with the first one stays in the first one, instead of a file of its own.
    preserveEntrySignatures: 'allow-extension',
    plugins: [
      { name: 'mobile-without-formats', transform: { filter: { id: /metadata\.mobile\.json\.js$/ }, handler: withoutFormats } },
      { name: 'minify', renderChunk: minified },
    ],
    output: { dir, cleanDir: true, format: 'esm', minify: false, chunkFileNames: '[name].js' },
  } satisfies BuildOptions;
}

const metadata = z.looseObject({ countries: z.record(z.string(), z.array(z.unknown())) });
/** Where a country's metadata has its ways of writing a number. */
const FORMATS = 4;

/** The numbering plans of mobiles only say whether a number is one: how it is written would be half of their size. */
function withoutFormats(_code: string, id: string): string {
  const { countries, ...rest } = metadata.parse(JSON.parse(readFileSync(id.replace(/\.js$/, ''), 'utf8')));
  const shorter = Object.entries(countries).map(([code, plan]) => [code, plan.with(FORMATS, 0)]);
  return `export default ${JSON.stringify({ ...rest, countries: Object.fromEntries(shorter) })}`;
}

/** Not by the bundler: Node compiles its template strings and its letters beyond ASCII half as fast. */
async function minified(code: string): Promise<string> {
  const ecma = 2022;
  const format = { asciiOnly: true, comments: false } as const;
  return (await minify(code, { module: true, ecma, compress: { ecma }, mangle: true, format })).code;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await build(bundleOptions(join(root, 'dist')));
