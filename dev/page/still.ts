/**
 * The page for tests and pictures, in a process of its own: its time begins at one moment and stands still until it is
 * moved, which nobody who drives a browser could bear.
 */
import app from '../../index.ts';
import { bigSeed } from '../msgflash/demo.ts';
import { pageScript } from './bundle.ts';
import { openPage } from './server.ts';

const data = bigSeed({ contacts: 120 });
const start = Date.parse(process.env.TEST_START ?? '2026-11-20T10:00:00.000Z');
const script = await pageScript();
const page = await openPage({ app, script, port: 0, pagePort: 0, plan: 'pro', isStill: true, data, start });
console.log(page.url);
process.once('SIGTERM', () => void page.close().then(() => process.exit(0)));
