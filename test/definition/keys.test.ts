import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { startEnvironment } from '../support/environment.ts';
import { breaks, keysOf, read, write } from './keys.ts';

/**
 * Zaps know steps and fields by their keys for ever. `keys.txt` holds all of them; after adding one, write it anew:
 *
 *     UPDATE_KEYS=1 npm test -- test/definition
 *
 * That refuses to drop or rename a key, to drop a choice, to change a type and to make a field required. Nothing but a
 * last change before 1.0 is out may do that: UPDATE_KEYS='last change before 1.0'.
 */
const FILE = new URL('keys.txt', import.meta.url);
const wanted = process.env.UPDATE_KEYS;

test('the definition has the keys of keys.txt, and no others', async () => {
  const found = await keysOf(await startEnvironment());
  if (wanted !== 'last change before 1.0') expect(breaks(read(readFileSync(FILE, 'utf8')), found)).toEqual([]);
  if (wanted) writeFileSync(FILE, write(found));
  expect(write(found)).toBe(readFileSync(FILE, 'utf8'));
  expect(read(write(found))).toEqual(found);
});

const BEFORE = `creates.send
  is: create
  input: to* note kind=a(a|b)
  kind=a: extra:number
  output: id
hydrators
  are: file
`;

test.each([
  ['nothing', '', '', []],
  ['a new field', 'to*', 'to* more*', []],
  ['a new choice', 'a|b', 'a|b|c', []],
  ['a field that may be left empty now', 'to*', 'to', []],
  ['a renamed field', 'to*', 'recipient*', ['creates.send input to is gone']],
  ['a field of one choice', ' extra:number', ' other', ['creates.send kind=a extra is gone']],
  ['an output', 'output: id', 'output: key', ['creates.send output id is gone']],
  ['a field that must be filled in now', 'note', 'note*', ['creates.send input note became required']],
  ['another type', 'note', 'note:text', ['creates.send input note was string and is text']],
  ['several values', 'note', 'note[]', ['creates.send input note was string and is string[]']],
  ['a choice that is gone', 'a|b', 'a|c', ['creates.send input kind lost the choice b']],
  ['a hydrator', 'are: file', 'are: other', ['hydrators are file is gone']],
])('what would break Zaps: %s', (_what, from, to, expected) => {
  expect(breaks(read(BEFORE), read(BEFORE.replace(from, to)))).toEqual(expected);
});
