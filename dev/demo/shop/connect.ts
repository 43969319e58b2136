import { demo } from '../../msgflash/demo.ts';
import type { Connection } from '../../zapier/index.ts';
import type { Act } from '../step.ts';

const WRONG_KEY = `msgf_live_${'0'.repeat(64)}`;

/** A key that MsgFlash does not know is refused with a sentence; the right one shows whose account it is. */
export async function connect(act: Act): Promise<Connection> {
  const refused = await act.connects({ api_key: WRONG_KEY, default_country: 'FR' });
  act.check('the wrong key makes no connection', refused.connection === null);
  act.check('the sentence says what to do', /API key.*reconnect/.test(refused.message), refused.message);
  act.check('the sentence does not show the key', !refused.message.includes(WRONG_KEY));

  const { connection } = await act.connects({ api_key: demo.key, default_country: 'FR' });
  if (!connection) throw new Error('The right key was refused.');
  act.lists('out', [['Connection', connection.label]]);
  act.same('the connection is named after the account', connection.label, 'Camille Martin (camille@example.com)');
  return connection;
}
