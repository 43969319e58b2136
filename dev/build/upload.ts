import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/**
 * Builds the archives that are uploaded to Zapier, `build.zip` and `source.zip`.
 *
 * The platform's own builder is run in a folder that holds the bundled app and its production dependencies, nothing else:
 * beside the development dependencies it would take a package.json of every one of them along. No network is needed
 * beyond the package registry.
 *
 * @param bundle the folder with the bundled app; its entry is `index.js`
 * @param target where the archives go; what is there is deleted
 */
export function buildUpload(bundle: string, target: string): void {
  // Outside the project, where the builder cannot find, and take along, a package that the app does not depend on.
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'msgflash-zapier-'));
  try {
    fill(folder, bundle);
    run('npm', [
      'install',
      '--omit=dev',
      '--ignore-scripts',
      '--prefer-offline',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    ]);
    run(process.execPath, [
      join(root, 'node_modules/zapier-platform-cli/src/bin/run'),
      'build',
      '--skip-dep-install',
      '--skip-validation',
    ]);
    rmSync(target, { recursive: true, force: true });
    mkdirSync(target, { recursive: true });
    for (const name of ['build.zip', 'source.zip']) cpSync(join(folder, 'build', name), join(target, name));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }

  // What the tools say is shown only when one of them fails.
  function run(command: string, args: string[]): void {
    const env = { ...process.env, DISABLE_ZAPIER_ANALYTICS: '1', NO_UPDATE_NOTIFIER: '1' };
    execFileSync(command, args, { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] });
  }
}

function fill(folder: string, bundle: string): void {
  cpSync(bundle, join(folder, 'dist'), { recursive: true });
  const { name, version, type, exports, dependencies, overrides } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  // What else the app needs is in the bundle already.
  const core = { 'zapier-platform-core': dependencies['zapier-platform-core'] };
  const manifest = { name, version, private: true, type, exports, dependencies: core, overrides };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
  // Without it the builder packs node_modules as source.
  writeFileSync(join(folder, '.gitignore'), 'node_modules/\nbuild/\n');
  // The project's own lockfile holds here as well: the same versions, found in it by name.
  cpSync(join(root, 'package-lock.json'), join(folder, 'package-lock.json'));
}
