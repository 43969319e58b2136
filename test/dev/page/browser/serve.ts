/** The page for the tests, in a process of its own: time stands still until a test moves it. */
import { bigSeed } from '../../../../dev/msgflash/demo.ts';
import { openPage } from '../../../../dev/page/server.ts';
import app from '../../../../index.ts';

const data = bigSeed({ contacts: 120 });
const page = await openPage({ app, port: 0, pagePort: 0, plan: 'pro', isStill: true, data });
console.log(page.url);
process.once('SIGTERM', () => void page.close().then(() => process.exit(0)));
