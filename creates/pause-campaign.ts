import { type CreatePerform, defineCreate, defineInputFields } from 'zapier-platform-core';
import { campaignField } from '../lib/fields/campaign.ts';
import { campaignIdOf } from '../lib/finding/ids.ts';
import { pauseCampaign } from '../lib/msgflash/operations.ts';
import { type CampaignRecord, campaignOutputFields, campaignSample } from '../lib/records/campaign.ts';
import { run } from '../lib/run/run.ts';
import { changeCampaign } from '../lib/sending/campaign.ts';

const inputFields = defineInputFields([campaignField]);

const perform = (async (z, bundle) =>
  run(z, bundle, async (step) =>
    changeCampaign(step, pauseCampaign, await campaignIdOf(step, bundle.inputData)),
  )) satisfies CreatePerform<typeof inputFields, CampaignRecord>;

export default defineCreate({
  key: 'pause_campaign',
  noun: 'Campaign',
  display: { label: 'Pause Campaign', description: 'Pauses a campaign that is running or scheduled.' },
  operation: { inputFields, perform, sample: campaignSample, outputFields: campaignOutputFields },
});
