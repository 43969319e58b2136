import { demo } from '../../msgflash/demo.ts';
import type { Connection } from '../../zapier/index.ts';
import type { StoryStep } from '../step.ts';

const WRONG_KEY = `msgf_live_${'0'.repeat(64)}`;

/** A key that MsgFlash does not know is refused with a sentence; the right one shows whose account it is. */
export async function connect(story: StoryStep): Promise<Connection> {
  const refused = await story.connects({ api_key: WRONG_KEY, default_country: 'FR' });
  story.check('the wrong key makes no connection', refused.connection === null);
  story.check('the sentence says what to do', /API key.*reconnect/.test(refused.message), refused.message);
  story.check('the sentence does not show the key', !refused.message.includes(WRONG_KEY));

  const { connection } = await story.connects({ api_key: demo.key, default_country: 'FR' });
  if (!connection) throw new Error('The right key was refused.');
  story.lists('out', [['Connection', connection.label]]);
  story.same('the connection is named after the account', connection.label, 'Camille Martin (camille@example.com)');
  return connection;
}
