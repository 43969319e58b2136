/** A new process that loads core, then an app, and reports how long each took. @param argv the app's file */
import { pathToFileURL } from 'node:url';

const [file = ''] = process.argv.slice(2);
const start = performance.now();
await import('zapier-platform-core');
const withCore = performance.now();
await import(pathToFileURL(file).href);
process.send?.({ core: withCore - start, app: performance.now() - withCore });
