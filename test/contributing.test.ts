import { execFile, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';

jest.setTimeout(60_000);

const root = join(import.meta.dirname, '..');
const guide = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
const [, chapter = ''] = guide.split('## A new webhook event\n');
const [section = ''] = chapter.split('\n## ');

/** What a newcomer types for `message.starred`: in which file, beside what, and that. */
const BY_HAND: readonly [file: string, beside: string, typed: string][] = [
  [
    'triggers/events.ts',
    "  {\n    key: 'message_failed',\n",
    `  {
    key: 'message_starred',
    label: 'Message Starred',
    description: 'Triggers when a recipient has marked a message with a star.',
    status: 'starred',
  },
  {
    key: 'message_failed',
`,
  ],
  [
    'test/support/contract.ts',
    '  message_failed: promised(',
    "  message_starred: promised('instance_id load_message', MESSAGE_EVENT_KEYS),\n  message_failed: promised(",
  ],
  [
    'dev/reference/budget.ts',
    "  'triggers.message_read': STATUS,\n",
    "  'triggers.message_read': STATUS,\n  'triggers.message_starred': STATUS,\n",
  ],
  ['test/faults/matrix-places.ts', "'read', 'failed'].map", "'read', 'failed', 'starred'].map"],
  ['dev/msgflash/webhooks.ts', "  'message.failed',\n", "  'message.failed',\n  'message.starred',\n"],
  ['docs/guide.md', '**Message Read**, **Message Status', '**Message Read**, **Message Starred**, **Message Status'],
  ['README.md', 'Message Read · ', 'Message Read · Message Starred · '],
  ['CHANGELOG.md', '## 1.0.0\n\n', '## 1.0.0\n\n- Added trigger/message_starred.\n'],
];

const LEFT_OUT = ['node_modules', '.git', 'dist', 'build', 'coverage'];
const run = promisify(execFile);
let copy = '';
let seen: Record<string, unknown> = {};

/** Runs Node in the copy. @throws when it fails, or takes too long */
function node(...args: string[]) {
  const env = { ...process.env, UPDATE_KEYS: '1', NODE_NO_WARNINGS: '1' };
  return run(process.execPath, args, { cwd: copy, env, timeout: 50_000 });
}

beforeAll(async () => {
  copy = mkdtempSync(join(tmpdir(), 'newcomer-'));
  for (const name of readdirSync(root)) {
    if (!LEFT_OUT.includes(name)) cpSync(join(root, name), join(copy, name), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'dir');
  for (const [file, beside, typed] of BY_HAND) {
    const text = readFileSync(join(copy, file), 'utf8');
    if (text.split(beside).length !== 2) throw new Error(`${file} has not exactly one place like ${beside}`);
    writeFileSync(join(copy, file), text.replace(beside, typed));
  }
  const files = ['index.ts', ...BY_HAND.map(([file]) => file).filter((file) => file.endsWith('.ts'))];
  writeFileSync(join(copy, 'tsconfig.touched.json'), JSON.stringify({ extends: './tsconfig.json', include: files }));
  const [shown] = await Promise.all([
    node('test/support/newcomer.ts', 'message_starred', 'message.starred'),
    node('--experimental-vm-modules', 'node_modules/jest/bin/jest.js', 'test/definition/keys'),
    node('dev/reference/index.ts'),
    node('node_modules/typescript/bin/tsc', '--project', 'tsconfig.touched.json'),
  ]);
  for (const name of ['tsconfig.touched.json', 'node_modules']) rmSync(join(copy, name));
  seen = JSON.parse(shown.stdout);
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** Lines added and removed, by file. */
function changes(): Map<string, number> {
  const files = readdirSync(copy, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(copy, join(entry.parentPath, entry.name)));
  return new Map(files.map((file) => [file, changedLines(file)] as const).filter(([, lines]) => lines > 0));
}

function changedLines(file: string): number {
  const before = readOr(join(root, file));
  if (before === readFileSync(join(copy, file), 'utf8')) return 0;
  const original = before === null ? '/dev/null' : join(root, file);
  const { stdout } = spawnSync('git', ['diff', '--no-index', '--numstat', original, join(copy, file)], {
    encoding: 'utf8',
    timeout: 10_000,
  });
  const [added = Number.NaN, removed = Number.NaN] = stdout.split('\t').map(Number);
  return added + removed;
}

function readOr(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

describe('a newcomer who adds a webhook event as CONTRIBUTING.md says', () => {
  test('types fewer than twenty lines, in the files it names; the rest is generated', () => {
    const named = [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, file]) => file);
    expect(BY_HAND.map(([file]) => file)).toEqual(named);
    const all = changes();
    const typed = [...all].filter(([file]) => named.includes(file));
    expect(typed.map(([file]) => file).sort()).toEqual([...named].sort());
    const lines = typed.reduce((sum, [, count]) => sum + count, 0);
    expect(lines).toBeGreaterThan(0);
    expect(lines).toBeLessThan(20);
    const generated = [...all.keys()].filter((file) => !named.includes(file));
    expect(generated.sort()).toEqual([
      'docs/images/trigger-message_starred.svg',
      'docs/reference.md',
      'test/definition/keys.json',
    ]);
    const made = generated.reduce((sum, file) => sum + (all.get(file) ?? 0), 0);
    process.stdout.write(`A new webhook event: ${lines} lines by hand, ${made} generated\n`);
  });

  test('gets a trigger that is valid, with sample and outputs', () => {
    expect(seen).toMatchObject({
      problems: [],
      label: 'Message Starred',
      sample: { event: 'message.starred', status: 'starred', direction: 'outbound' },
      subscribedTo: [['message.starred']],
    });
    expect(seen.outputs).toBe(Object.keys(Object(seen.sample)).length);
    expect(seen.samples).toMatchObject([{ event: 'message.starred' }]);
  });

  test('which hands on a signed event as a record, and a forged one not', () => {
    expect(seen).toMatchObject({ genuine: 'success', forged: ['halted', expect.stringContaining('signature')] });
    expect(seen.records).toMatchObject([{ id: `message.starred:${seen.id}`, event: 'message.starred' }]);
    expect(seen.records).toHaveLength(1);
  });

  test('and which the reference and the list of keys have', () => {
    expect(readFileSync(join(copy, 'docs/reference.md'), 'utf8')).toContain('### Message Starred\n');
    expect(readFileSync(join(copy, 'test/definition/keys.json'), 'utf8')).toContain('"hook: Message Starred"');
  });
});
