import { execFile } from 'node:child_process';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { getCountries, getExampleNumber } from 'libphonenumber-js/mobile';
import examples from 'libphonenumber-js/mobile/examples';
import { hasKey } from '../../../dev/build/upload-contents.ts';
import { isMobile } from '../../../lib/fields/mobile.ts';

const BUILD = `
  import { build } from 'rolldown';
  import { bundleOptions } from './dev/build/build.ts';
  await build(bundleOptions(process.argv.at(-1)));
`;

/** Below node_modules, where the platform's core is found. */
let dir: string;
let index: string;
beforeAll(async () => {
  dir = join(import.meta.dirname, '../../../node_modules/.cache/build-test');
  // The bundler does not work within a test.
  await promisify(execFile)('node', ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', BUILD, dir]);
  index = await readFile(join(dir, 'index.js'), 'utf8');
});
afterAll(() => rm(dir, { recursive: true, force: true }));

test('the first file imports core and nothing else before a run: neither Node, nor the files beside it', () => {
  expect(index.match(/\b(from|import)\s*["'`][^"'`]*/g) ?? []).toEqual(['from"zapier-platform-core']);
  expect(index).toContain('create_template_campaign');
});

test('what only some runs need lies beside it', async () => {
  const loaded = (await readdir(dir)).filter((name) => index.includes(`"./${name}"`));
  expect(loaded.sort()).toEqual([
    'date.js',
    'deliver.js',
    'errors.js',
    'media-file.js',
    'mobile.js',
    'names.js',
    'phone-library.js',
    'phone.js',
    'start.js',
    'transport.js',
    'webhook.js',
  ]);
});

test('no file of it holds a key', async () => {
  const texts = await Promise.all((await readdir(dir)).map((name) => readFile(join(dir, name), 'utf8')));
  expect(texts.length).toBeGreaterThan(5);
  expect(texts.filter(hasKey)).toEqual([]);
});

test('the definition that comes out is the one that went in', async () => {
  const { default: built }: { default: unknown } = await import(join(dir, 'index.js'));
  const { default: app } = await import('../../../index.ts');
  expect(JSON.parse(JSON.stringify(built))).toEqual(JSON.parse(JSON.stringify(app)));
});

test('it tells mobiles as the whole numbering plans do, and a digit more or less is none', async () => {
  const { isMobile: builtIsMobile }: { isMobile: typeof isMobile } = await import(join(dir, 'mobile.js'));
  const numbers = getCountries().flatMap((country) => {
    const number = getExampleNumber(country, examples)?.number ?? '+0';
    return [number, `${number}0`, number.slice(0, -1), number.replace(/(?<=^\+\d{3})\d/, '0')];
  });
  expect(numbers.map(builtIsMobile)).toEqual(numbers.map(isMobile));
  expect(numbers.filter(isMobile).length).toBeGreaterThan(200);
});
