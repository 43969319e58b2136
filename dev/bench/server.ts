/** An embedded MsgFlash of a given size in a process of its own, so that its memory is not taken for the connector's. */
import { bigSeed } from '../msgflash/demo.ts';
import { startMsgFlash } from '../msgflash/server.ts';

const [contacts = 0, templates = 0, groups = 0] = process.argv.slice(2).map(Number);
const server = await startMsgFlash({ data: bigSeed({ contacts, templates, groups }), rateLimit: null });
process.send?.(server.url);
process.on('disconnect', () => void server.close());
