import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { startWorld } from '../support/world.ts';
import { breaks, listing, listingOf } from './listing.ts';

/**
 * Zaps know steps and fields by their keys for ever. `keys.json` holds all of them; after adding one, write it anew:
 *
 *     UPDATE_KEYS=1 npm test -- test/definition
 *
 * That refuses to drop or rename a key, to drop a choice, and to make a field required.
 */
const FILE = new URL('keys.json', import.meta.url);

test('the definition has the keys of keys.json, and no others', async () => {
  const found = await listingOf(await startWorld());
  const text = readFileSync(FILE, 'utf8');
  expect(breaks(JSON.parse(text), found)).toEqual([]);
  if (process.env.UPDATE_KEYS === '1') writeFileSync(FILE, `${JSON.stringify(found, null, 2)}\n`);
  expect(found).toEqual(listing.parse(JSON.parse(readFileSync(FILE, 'utf8'))));
});

describe('what would break Zaps', () => {
  const step = {
    step: 'create: Send',
    input: { to: 'string required', note: 'string', kind: 'string default:a [a b]' },
    inputBy: { 'kind=a': { extra: 'string' } },
    output: { id: 'string' },
  };
  const before = { creates: { send: step }, hydrators: { file: 'hydrator' } };
  const changed = (changes: object) => ({ ...before, creates: { send: { ...step, ...changes } } });

  const rows: [what: string, after: object, expected: string[]][] = [
    ['nothing', before, []],
    ['a label', changed({ step: 'create: Send It' }), []],
    ['a new field', changed({ input: { ...step.input, more: 'string required' } }), []],
    ['a new output', changed({ output: { id: 'string', more: 'number' } }), []],
    ['a new choice', changed({ input: { ...step.input, kind: 'string default:a [a b c]' } }), []],
    ['a field that may be left empty now', changed({ input: { ...step.input, to: 'string' } }), []],
    [
      'a step that is gone',
      { ...before, creates: {} },
      ['step', 'input › to', 'input › note', 'input › kind', 'inputBy › kind=a › extra', 'output › id'].map(
        (path) => `creates › send › ${path} is gone`,
      ),
    ],
    [
      'a renamed field',
      changed({ input: { recipient: 'string required', note: 'string', kind: 'string default:a [a b]' } }),
      ['creates › send › input › to is gone'],
    ],
    [
      'a field of one choice',
      changed({ inputBy: { 'kind=a': {} } }),
      ['creates › send › inputBy › kind=a › extra is gone'],
    ],
    ['an output', changed({ output: {} }), ['creates › send › output › id is gone']],
    [
      'a field that must be filled in now',
      changed({ input: { ...step.input, note: 'string required' } }),
      ['creates › send › input › note became required'],
    ],
    [
      'a choice that is gone',
      changed({ input: { ...step.input, kind: 'string default:a [a c]' } }),
      ['creates › send › input › kind lost the choice b'],
    ],
    ['another kind of step', changed({ step: 'search: Send' }), ['creates › send › step became search']],
    ['a hydrator', { ...before, hydrators: {} }, ['hydrators › file is gone']],
  ];
  test.each(rows)('%s', (_what, after, expected) => {
    expect(breaks(before, after)).toEqual(expected);
  });
});
