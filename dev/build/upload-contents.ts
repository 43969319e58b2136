import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import decompress from 'zapier-platform-cli/src/utils/decompress.js';

/** The files that the upload must have, besides core and its dependencies. */
const OWN = ['definition.json', 'dist/index.js', 'package.json', 'zapierwrapper.js'];
/** The files that `index.js` loads when a run needs them. */
const LATER = /^dist\/[\w-]+\.js$/;

/**
 * Finds files that should not be in the upload: project files other than the bundle, and packages that are already
 * bundled or needed only for development. Also reports missing files, and files with an API key.
 *
 * @param archive the path of `build.zip`
 * @param packages the names of the packages that core needs
 */
export async function unexpectedFiles(archive: string, packages: ReadonlySet<string>): Promise<string[]> {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'msgflash-upload-'));
  try {
    await decompress(archive, folder);
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(folder.length + 1)
          .split(sep)
          .join('/'),
      );
    const missing = OWN.filter((file) => !files.includes(file)).map((file) => `${file} (missing)`);
    const leaking = files
      .filter(isOwn)
      .filter((file) => hasKey(readFileSync(join(folder, file), 'utf8')))
      .map((file) => `${file} (holds an API key)`);
    return [...files.filter((file) => !isNeeded(file, packages)), ...missing, ...leaking];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Whether a file belongs in the upload. @param file with forward slashes, as in the archive */
export function isNeeded(file: string, packages: ReadonlySet<string>): boolean {
  if (isOwn(file)) return true;
  const [, name] = /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file) ?? [];
  return name !== undefined && packages.has(name);
}

function isOwn(file: string): boolean {
  return OWN.includes(file) || LATER.test(file);
}

/** Whether text contains an API key, even a fake one. The prefix alone, as used in error messages, does not count. */
export function hasKey(text: string): boolean {
  return /msgf_(live|team)_[0-9a-zA-Z]{8}/.test(text);
}
