import type { Connection } from '../../zapier/index.ts';
import type { Act } from '../step.ts';
import type { Shop } from './shop.ts';

/** Instances are picked by name and number; each says whether it can send, and if not, what to do. */
export async function pickInstance(act: Act, connection: Connection): Promise<Shop> {
  const labels = await act.opens(connection, 'creates.send_message', 'instance_id');
  const [first = ''] = labels;
  act.same('a connected number comes first', first, 'Main Store · +33 6 39 98 00 01 · connected');
  act.same(
    'those that cannot send say what to do',
    labels.filter((label) => label.endsWith('not connected, scan its QR code in MsgFlash')).length,
    2,
  );
  const before = act.stage.wire.charged();
  await act.stage.zapier.dropdown(connection, 'creates.send_message', 'instance_id');
  act.same('opening the list again costs no request', act.stage.wire.charged() - before, 0);
  return { connection, mainStore: await act.picks(connection, 'creates.send_message', 'instance_id', 'Main Store') };
}
