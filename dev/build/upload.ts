import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/**
 * Builds the archives that are uploaded to Zapier, `build.zip` and `source.zip`.
 *
 * Runs Zapier's own builder in a folder with only the bundled app and its production dependencies. If the development
 * dependencies were there, it would pack the package.json of each of them. Needs no network except the package
 * registry.
 *
 * @param bundle the folder of the bundled app; its entry is `index.js`
 * @param target the folder for the archives; its contents are deleted
 */
export function buildUpload(bundle: string, target: string): void {
  // Outside the project, so that the builder cannot find and pack packages that the app does not depend on.
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

  // The output of the tools is shown only if one of them fails.
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
  // All other dependencies are already in the bundle.
  const core = { 'zapier-platform-core': dependencies['zapier-platform-core'] };
  const manifest = { name, version, private: true, type, exports, dependencies: core, overrides };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
  // Without a .gitignore, the builder packs node_modules as source.
  writeFileSync(join(folder, '.gitignore'), 'node_modules/\nbuild/\n');
  // npm finds the packages in the project's lockfile by name, so the same versions are installed here.
  cpSync(join(root, 'package-lock.json'), join(folder, 'package-lock.json'));
}
