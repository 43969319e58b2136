/**
 * `npm run lint:publish`: checks the built app against every requirement of Zapier that needs no account, and prints
 * one line for each. Exits with 1 if there are problems.
 */
import { printTable } from '../bench/table.ts';
import { at } from '../zapier/values.ts';
import { findingsOf } from './check.ts';
import { checks } from './checks/index.ts';
import { gather } from './gather.ts';
import { subjectOf } from './subject.ts';

/** `37 steps, connection` */
function lookedAt(places: readonly string[]): string {
  const others = places.filter((place) => ['app', 'changelog', 'connection', 'logo', 'metadata'].includes(place));
  const steps = places.length - others.length;
  return [...(steps > 0 ? [`${steps} steps`] : []), ...others].join(', ');
}

const built: unknown = await import(new URL('../../dist/index.js', import.meta.url).href);
const app = at(built, 'default');
if (typeof app !== 'object' || app === null) throw new Error('dist/index.js exports no connector.');

const subject = subjectOf(await gather(app));
const results = checks.map((check) => ({
  ...check,
  places: check.looks(subject).map(({ place }) => place),
  findings: findingsOf(check, subject),
}));
const open = results.flatMap(({ code, findings }) => findings.map((finding) => ({ code, ...finding })));

printTable(
  'What Zapier checks before an app is published',
  ['check', 'demand', 'looked at', 'open'],
  results.map(({ code, demand, places, findings }) => [code, demand, lookedAt(places), findings.length]),
);
for (const { code, place, what } of open) console.log(`${code} ${place}: ${what}`);
console.log(open.length === 0 ? '\nNothing is open.' : `\n${open.length} open.`);
process.exitCode = open.length === 0 ? 0 : 1;
