import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { changelogProblems, referencesIn, sectionOf } from '../../../dev/publish/changelog.ts';
import { files } from '../../../dev/publish/gather.ts';

interface PlatformChangelog {
  getVersionChangelog(version: string, folder: string): Promise<{ changelog: string }>;
}
const platform: PlatformChangelog = createRequire(import.meta.url)('zapier-platform-cli/src/utils/changelog.js');

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'changelog-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const text = `# Changelog

Words before.

## 1.1.0 (2027-01-02)

- Fixed trigger/message_read, #12.

### Thanks

To all.

## [1.0.0]

- Added create/send_message.

### 0.9.0
`;

describe.each([
  ['the newest, with lower headings in it', '1.1.0', text],
  ['an older one', '1.0.0', text],
  ['one at the end', '0.9.0', text],
  ['one that is missing', '2.0.0', text],
  ['one whose dots are other characters', '1.0.0', '## 1x0x0\n\n- It.\n'],
  ['one that is only named in the text', '1.0.0', '# Changelog\n\nSince 1.0.0.\n'],
  ['Windows line ends', '1.1.0', text.replaceAll('\n', '\r\n')],
  ['a heading that is too deep', '1.0.0', '##### 1.0.0\n\n- It.\n'],
])('%s', (_what, version, changelog) => {
  test('is the section that the platform publishes', async () => {
    writeFileSync(join(folder, 'CHANGELOG.md'), changelog);
    const { changelog: published } = await platform.getVersionChangelog(version, folder);
    expect(sectionOf(version, changelog) ?? '').toBe(published);
  });
});

test('a version without a section, or with an empty one, is refused', () => {
  expect(changelogProblems('1.1.0', text)).toEqual([]);
  expect(changelogProblems('2.0.0', text)).toEqual(['CHANGELOG.md has no heading with 2.0.0']);
  expect(changelogProblems('0.9.0', text)).toEqual(['the section of 0.9.0 in CHANGELOG.md is empty']);
});

test('steps that a section points to', () => {
  expect(referencesIn('- Added create/send_message and search/find_group, fixed trigger/message_read.')).toEqual([
    'create/send_message',
    'search/find_group',
    'trigger/message_read',
  ]);
});

describe('the command', () => {
  const { versions, changelog } = files();
  const command = (...args: string[]) =>
    spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', 'dev/publish/changelog.ts', ...args], {
      encoding: 'utf8',
    });

  test('prints the section of the present version', () => {
    const { status, stdout } = command();
    expect([status, stdout.trim()]).toEqual([0, sectionOf(versions.app, changelog)]);
  });

  test('takes the tag of the present version', () => {
    expect(command(`v${versions.app}`).status).toBe(0);
  });

  test('refuses another tag, and a version without a section', () => {
    const { status, stderr } = command('v99.0.0');
    expect(status).toBe(1);
    expect(stderr).toContain(`the version in package.json is ${versions.app}, not 99.0.0`);
    expect(stderr).toContain('CHANGELOG.md has no heading with 99.0.0');
  });
});
