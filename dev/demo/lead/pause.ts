import { at } from '../../zapier/values.ts';
import type { Shop } from '../shop/shop.ts';
import type { Act } from '../step.ts';

/** Paused before its time, and resumed. */
export async function pauseAndResume(act: Act, { connection }: Shop, campaign: string): Promise<void> {
  const paused = await act.runs(connection, 'creates.pause_campaign', { campaign_id: campaign });
  act.same('it is paused', at(paused.output, 'status'), 'paused');
  const resumed = await act.runs(connection, 'creates.resume_campaign', { campaign_id: campaign });
  act.same('it is scheduled again', at(resumed.output, 'status'), 'scheduled');
  const twice = await act.runs(connection, 'creates.resume_campaign', { campaign_id: campaign });
  act.same('what is resumed already stays so', twice.outcome, 'success');
}
