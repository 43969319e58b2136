/** `npm run build`: bundles the connector into `dist/`. */
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { minify } from '@swc/core';
import { type BuildOptions, build } from 'rolldown';

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
    plugins: [{ name: 'minify', renderChunk: minified }],
    output: { dir, cleanDir: true, format: 'esm', minify: false, chunkFileNames: '[name].js' },
  } satisfies BuildOptions;
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
