/**
 * Builds the archive that is uploaded to Zapier: `build/build.zip`, and `build/source.zip` beside it.
 *
 * The platform's own builder is run in a folder that holds the bundled app and its production dependencies, nothing else:
 * beside the development dependencies it would take a package.json of every one of them along. No network is needed
 * beyond the package registry.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { productionPackages } from './lockfile.ts';
import { unexpectedFiles } from './upload-contents.ts';

const root = resolve(import.meta.dirname, '..');
// Outside the project, where the builder cannot find, and take along, a package that the app does not depend on.
const stage = mkdtempSync(join(realpathSync(tmpdir()), 'msgflash-zapier-'));
const env = { ...process.env, DISABLE_ZAPIER_ANALYTICS: '1', NO_UPDATE_NOTIFIER: '1' };

function run(command: string, args: string[], cwd: string): void {
  execFileSync(command, args, { cwd, env, stdio: ['ignore', 'inherit', 'inherit'] });
}

run('npm', ['run', '--silent', 'build'], root);

rmSync(join(root, 'build'), { recursive: true, force: true });
cpSync(join(root, 'dist'), join(stage, 'dist'), { recursive: true });

const { name, version, type, exports, dependencies, overrides } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
);
// What else the app needs is in the bundle already.
const core = { 'zapier-platform-core': dependencies['zapier-platform-core'] };
const manifest = { name, version, private: true, type, exports, dependencies: core, overrides };
writeFileSync(join(stage, 'package.json'), JSON.stringify(manifest, null, 2));
// Without it the builder packs node_modules as source.
writeFileSync(join(stage, '.gitignore'), 'node_modules/\nbuild/\n');

// The project's own lockfile holds for the stage as well: the same versions, found in it by name.
cpSync(join(root, 'package-lock.json'), join(stage, 'package-lock.json'));
run(
  'npm',
  ['install', '--omit=dev', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'],
  stage,
);
run(
  process.execPath,
  [join(root, 'node_modules/zapier-platform-cli/src/bin/run'), 'build', '--skip-dep-install', '--skip-validation'],
  stage,
);

mkdirSync(join(root, 'build'));
for (const archive of ['build.zip', 'source.zip']) cpSync(join(stage, 'build', archive), join(root, 'build', archive));
const shipped = productionPackages(readFileSync(join(root, 'package-lock.json'), 'utf8'));
for (const bundled of ['zod', 'libphonenumber-js']) shipped.delete(bundled);
const unexpected = await unexpectedFiles(join(root, 'build', 'build.zip'), shipped);
rmSync(stage, { recursive: true, force: true });
if (unexpected.length > 0) {
  console.error(`The upload holds what it should not:\n${unexpected.join('\n')}`);
  process.exit(1);
}
console.log(`build/build.zip: ${Math.round(statSync(join(root, 'build', 'build.zip')).size / 1024)} KB`);
