/**
 * The section of a version in `CHANGELOG.md`, found as the platform finds it: `zapier-platform promote` publishes it.
 *
 *     node dev/publish/changelog.ts [version]    prints it, by default that of package.json; exits 1 when there is none
 */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** The text under the heading of a version, up to the next heading of its level or a higher one; null when there is none. */
export function sectionOf(version: string, changelog: string): string | null {
  const lines = changelog.replace(/\r\n?/g, '\n').split('\n');
  const heading = new RegExp(`^#{1,4} .*${version.replaceAll('.', '\\.')}`);
  const start = lines.findIndex((line) => heading.test(line));
  if (start === -1) return null;
  const level = /^#+/.exec(lines[start] ?? '')?.[0].length ?? 1;
  const following = lines.slice(start + 1);
  const end = following.findIndex((line) => new RegExp(`^#{1,${level}} `).test(line));
  return following
    .slice(0, end === -1 ? undefined : end)
    .join('\n')
    .trim();
}

/** What of a version's section the platform would refuse or show wrongly. */
export function changelogProblems(version: string, changelog: string): string[] {
  const section = sectionOf(version, changelog);
  if (section === null) return [`CHANGELOG.md has no heading with ${version}`];
  return section === '' ? [`the section of ${version} in CHANGELOG.md is empty`] : [];
}

/** Steps that a section points to, such as `create/send_message`. */
export function referencesIn(section: string): string[] {
  return section.match(/\b(trigger|create|search)\/\w+/g) ?? [];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
  const { version }: { version: string } = JSON.parse(read('package.json'));
  const wanted = process.argv[2]?.replace(/^v/, '') ?? version;
  const problems = [
    ...(wanted === version ? [] : [`the version in package.json is ${version}, not ${wanted}`]),
    ...changelogProblems(wanted, read('CHANGELOG.md')),
  ];
  for (const problem of problems) console.error(`${wanted}: ${problem}`);
  if (problems.length === 0) console.log(sectionOf(wanted, read('CHANGELOG.md')));
  process.exitCode = problems.length === 0 ? 0 : 1;
}
