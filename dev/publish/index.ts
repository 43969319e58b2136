/**
 * `npm run lint:publish`: checks the built app against every requirement of Zapier that needs no account, and prints
 * one line for each. Exits with 1 if there are problems.
 */
import { printTable } from '../bench/table.ts';
import { checks } from './checks/index.ts';
import { gather } from './gather.ts';
import { subjectOf } from './subject.ts';

const { default: app }: { default: object } = await import(new URL('../../dist/index.js', import.meta.url).href);
const subject = subjectOf(await gather(app));
const results = checks.map(({ code, demand, looks }) => ({ code, demand, looks: looks(subject) }));
const open = results.flatMap(({ code, looks }) =>
  looks.flatMap(({ place, problems }) => problems.map((problem) => `${code} ${place}: ${problem}`)),
);

printTable(
  'What Zapier checks before an app is published',
  ['check', 'demand', 'looked at', 'open'],
  results.map(({ code, demand, looks }) => [
    code,
    demand,
    looks.length,
    looks.flatMap(({ problems }) => problems).length,
  ]),
);
for (const line of open) console.log(line);
console.log(open.length === 0 ? '\nNothing is open.' : `\n${open.length} open.`);
process.exitCode = open.length === 0 ? 0 : 1;
