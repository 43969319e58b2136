import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { productionPackages, readLockfile } from '../../../dev/build/lockfile.ts';
import { hasKey, isNeeded } from '../../../dev/build/upload-contents.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
const manifest: Record<'dependencies' | 'devDependencies', Record<string, string>> = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
);

describe('the lockfile', () => {
  test('has the digest of every package, and no host of any registry', () => {
    const packages = readLockfile(lock);
    expect(packages.length).toBeGreaterThan(500);
    expect(packages.filter(([, { integrity }]) => !/^sha512-/.test(integrity ?? '')).map(([path]) => path)).toEqual([]);
    expect(packages.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([]);
    expect(lock).not.toMatch(/https?:\/\/[^"]*\.tgz/);
  });
});

describe('the dependencies', () => {
  test('three are shipped, no more', () => {
    expect(Object.keys(manifest.dependencies)).toEqual([
      '@date-fns/tz',
      'libphonenumber-js',
      'zapier-platform-core',
      'zod',
    ]);
  });

  test('every version is exact', () => {
    const versions = Object.values({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });
});

describe('the upload', () => {
  const packages = productionPackages(lock);

  test.each([
    ['dist/index.js', true],
    ['dist/start.js', true],
    ['definition.json', true],
    ['node_modules/zapier-platform-core/index.js', true],
    ['node_modules/@zapier/secret-scrubber/lib/index.js', true],
    ['node_modules/jest/package.json', false],
    ['dev/demo/start.ts', false],
  ])('%s belongs into it: %s', (file, expected) => {
    expect(isNeeded(file, packages)).toBe(expected);
  });

  test('a key in it is found, and the names of its kinds are none', () => {
    expect(hasKey(`const key = 'msgf_live_${'0123456789abcdef'.repeat(4)}';`)).toBe(true);
    expect(hasKey('Both a personal key (`msgf_live_…`) and a team key (`msgf_team_…`) work.')).toBe(false);
  });
});
