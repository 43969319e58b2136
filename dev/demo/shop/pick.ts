import type { Connection } from '../../zapier/index.ts';
import type { StoryStep } from '../step.ts';
import type { Shop } from './shop.ts';

/** Instances are picked by name and number; each says whether it can send, and if not, what to do. */
export async function pickInstance(story: StoryStep, connection: Connection): Promise<Shop> {
  const labels = await story.opens(connection, 'creates.send_message', 'instance_id');
  const [first = ''] = labels;
  story.same('a connected number comes first', first, 'Main Store · +33 6 39 98 00 01 · connected');
  story.same(
    'those that cannot send say what to do',
    labels.filter((label) => label.endsWith('not connected, scan its QR code in MsgFlash')).length,
    2,
  );
  const before = story.environment.wire.charged();
  await story.environment.zapier.dropdown(connection, 'creates.send_message', 'instance_id');
  story.same('opening the list again costs no request', story.environment.wire.charged() - before, 0);
  return { connection, mainStore: await story.picks(connection, 'creates.send_message', 'instance_id', 'Main Store') };
}
