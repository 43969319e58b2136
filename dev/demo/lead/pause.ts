import { at } from '../../zapier/values.ts';
import type { Shop } from '../shop/shop.ts';
import type { StoryStep } from '../step.ts';

/** Paused before its time, and resumed. */
export async function pauseAndResume(story: StoryStep, { connection }: Shop, campaign: string): Promise<void> {
  const paused = await story.runs(connection, 'creates.pause_campaign', { campaign_id: campaign });
  story.same('it is paused', at(paused.output, 'status'), 'paused');
  const resumed = await story.runs(connection, 'creates.resume_campaign', { campaign_id: campaign });
  story.same('it is scheduled again', at(resumed.output, 'status'), 'scheduled');
  const twice = await story.runs(connection, 'creates.resume_campaign', { campaign_id: campaign });
  story.same('what is resumed already stays so', twice.outcome, 'success');
}
