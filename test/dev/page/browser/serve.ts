/** The page for the tests, in a process of its own: time stands still until a test moves it. */
import { bigSeed } from '../../../../dev/msgflash/demo.ts';
import { pageScript } from '../../../../dev/page/bundle.ts';
import { openPage } from '../../../../dev/page/server.ts';
import app from '../../../../index.ts';

const data = bigSeed({ contacts: 120 });
const script = await pageScript();
const page = await openPage({ app, script, port: 0, pagePort: 0, plan: 'pro', isStill: true, data });
console.log(page.url);
process.once('SIGTERM', () => void page.close().then(() => process.exit(0)));
