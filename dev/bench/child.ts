/** One bench in a process of its own, so that none measures what another has loaded or warmed up. */
import { BENCHES } from './benches.ts';

const [name = ''] = process.argv.slice(2);
process.send?.(await BENCHES[name]?.());
process.disconnect();
