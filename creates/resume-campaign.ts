import { type CreatePerform, defineCreate, defineInputFields } from 'zapier-platform-core';
import { campaignField } from '../lib/fields/campaign.ts';
import { campaignIdOf } from '../lib/finding/ids.ts';
import { resumeCampaign } from '../lib/msgflash/operations.ts';
import { type CampaignRecord, campaignOutputFields, campaignSample } from '../lib/records/campaign.ts';
import { run } from '../lib/run/run.ts';
import { changeCampaign } from '../lib/sending/campaign.ts';

const inputFields = defineInputFields([campaignField]);

const perform = (async (z, bundle) =>
  run(z, bundle, async (step) =>
    changeCampaign(step, resumeCampaign, await campaignIdOf(step, bundle.inputData)),
  )) satisfies CreatePerform<typeof inputFields, CampaignRecord>;

export default defineCreate({
  key: 'resume_campaign',
  noun: 'Campaign',
  display: { label: 'Resume Campaign', description: 'Resumes a campaign that was paused.' },
  operation: { inputFields, perform, sample: campaignSample, outputFields: campaignOutputFields },
});
