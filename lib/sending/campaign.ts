import { Refusal } from '../msgflash/failures.ts';
import {
  type CampaignInput,
  createCampaign,
  getCampaign,
  pauseCampaign,
  type resumeCampaign,
} from '../msgflash/operations.ts';
import type { Campaign } from '../msgflash/schemas.ts';
import { type CampaignRecord, campaignRecord } from '../records/campaign.ts';
import { rememberCampaign } from '../run/cache/campaigns.ts';
import { knownInstance, nameInstance } from '../run/cache/instances.ts';
import { confirmed, repeatable } from '../run/confirmed.ts';
import type { Run } from '../run/types.ts';

/**
 * Creates a campaign and remembers it for the dropdown. Costs 1 API request, and 1 a day for the name of the instance.
 *
 * @throws Problem `halted` after an ambiguous response; a Refusal as it is
 */
export async function createAndRemember(step: Run, input: CampaignInput): Promise<CampaignRecord> {
  const campaign = await confirmed(createCampaign(step.api, input), 'the campaign may have been created', 'Campaigns');
  const created: Campaign = { ...campaign, name: campaign.name ?? input.name };
  // The campaign is created, so nothing may fail from here on.
  await rememberCampaign(step, created);
  const instance = await nameInstance(step, input.instanceId);
  return campaignRecord(
    {
      ...created,
      instanceId: created.instanceId ?? input.instanceId,
      schedule: created.schedule ?? input.schedule,
      repeat: created.repeat ?? input.repeat,
      recipients: created.recipients ?? { groupId: null, value: null, ...input.recipients },
    },
    instance,
  );
}

/**
 * Pauses or resumes a campaign. After an ambiguous response, or if MsgFlash says that its status does not allow it, the
 * campaign is read: if it is already in the wanted state, that is a success.
 *
 * @throws as `repeatable`
 */
export async function changeCampaign(
  step: Run,
  change: typeof pauseCampaign | typeof resumeCampaign,
  campaignId: string,
): Promise<CampaignRecord> {
  const isDone = ({ status }: Campaign) =>
    change === pauseCampaign ? status === 'paused' : status === 'running' || status === 'scheduled';
  const find = async () => {
    const campaign = await getCampaign(step.api, campaignId);
    return isDone(campaign) ? campaign : null;
  };
  const changed = change(step.api, campaignId).catch(async (error: unknown) => {
    const found = error instanceof Refusal && error.code === 'BAD_REQUEST' ? await find().catch(() => null) : null;
    if (found) return found;
    throw error;
  });
  const campaign = await repeatable(step, changed, find);
  return campaignRecord(campaign, await knownInstance(step, campaign.instanceId));
}
