/** Bundles the connector with one module replaced. A process of its own: the bundler does not work within a test. */
import { readFileSync } from 'node:fs';
import { build } from 'rolldown';
import { bundleOptions } from '../../dev/build/build.ts';

const [module = '', replacement = '', dir = ''] = process.argv.slice(2);
const options = bundleOptions(dir);
await build({
  ...options,
  plugins: [
    ...options.plugins,
    { name: 'broken-guard', load: { filter: { id: module }, handler: () => readFileSync(replacement, 'utf8') } },
  ],
});
