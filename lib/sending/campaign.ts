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

/** Creates a campaign, and remembers it for the lists. Costs 1 API request, and 1 a day for the name of the instance. */
export async function createAndRemember(step: Run, input: CampaignInput): Promise<CampaignRecord> {
  const campaign = await confirmed(createCampaign(step.api, input), 'the campaign may have been created', 'Campaigns');
  const known: Campaign = { ...campaign, name: campaign.name ?? input.name };
  // From here on nothing may fail: the campaign is there.
  await rememberCampaign(step, known);
  const instance = await nameInstance(step, input.instanceId);
  return campaignRecord(
    {
      ...known,
      instanceId: known.instanceId ?? input.instanceId,
      schedule: known.schedule ?? input.schedule,
      repeat: known.repeat ?? input.repeat,
      recipients: known.recipients ?? { groupId: null, value: null, ...input.recipients },
    },
    instance,
  );
}

/**
 * Pauses or resumes a campaign. After an ambiguous end, or when MsgFlash says that its status does not allow it, the
 * campaign is read: in the wanted state it is a success.
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
