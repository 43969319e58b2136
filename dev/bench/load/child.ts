/** A fresh process that loads core, then an app, and tells what each took. @param argv the app's file */
import { pathToFileURL } from 'node:url';

const heap = () => {
  global.gc?.();
  return process.memoryUsage().heapUsed;
};
const [file = ''] = process.argv.slice(2);
const before = heap();
const start = performance.now();
await import('zapier-platform-core');
const core = performance.now() - start;
const withCore = heap();
const begun = performance.now();
await import(pathToFileURL(file).href);
const app = performance.now() - begun;
process.send?.({ core, app, coreHeap: withCore - before, appHeap: heap() - withCore });
