/** Measurements, each against a floor in the same run: `npm run bench`, or `npm run bench -- lists` for one of them. */
import { parseArgs } from 'node:util';
import { benchLists } from './lists.ts';
import { benchRequests } from './requests.ts';

const BENCHES: Readonly<Record<string, () => Promise<unknown>>> = { lists: benchLists, requests: benchRequests };

const { positionals } = parseArgs({ allowPositionals: true });
const names = positionals.length > 0 ? positionals : Object.keys(BENCHES);
for (const name of names) {
  const bench = BENCHES[name];
  if (!bench) {
    console.error(`There is no bench called ${name}. Choose from: ${Object.keys(BENCHES).join(', ')}.`);
    process.exit(2);
  }
  await bench();
}
