/** `npm run package`: builds the upload, `build/build.zip`, and checks that it contains only what it should. */
import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { productionPackages } from './lockfile.ts';
import { buildUpload } from './upload.ts';
import { unexpectedFiles } from './upload-contents.ts';

const root = resolve(import.meta.dirname, '../..');
const archive = join(root, 'build', 'build.zip');

buildUpload(join(root, 'dist'), join(root, 'build'));
const shipped = productionPackages(readFileSync(join(root, 'package-lock.json'), 'utf8'));
for (const bundled of ['zod', 'libphonenumber-js', '@date-fns/tz']) shipped.delete(bundled);
const unexpected = await unexpectedFiles(archive, shipped);
if (unexpected.length > 0) {
  console.error(`The upload holds what it should not:\n${unexpected.join('\n')}`);
  process.exit(1);
}
console.log(`build/build.zip: ${Math.round(statSync(archive).size / 1024)} KB`);
