import { defineInputFields, defineSearch, type SearchPerform } from 'zapier-platform-core';
import { campaignField } from '../lib/fields/campaign.ts';
import { campaignIdOf } from '../lib/finding/ids.ts';
import { getCampaign, getCampaignStats } from '../lib/msgflash/operations.ts';
import { type CampaignRecord, campaignOutputFields, campaignRecord, campaignSample } from '../lib/records/campaign.ts';
import { knownInstance } from '../lib/run/cache/instances.ts';
import { run } from '../lib/run/run.ts';
import { ifFound } from './found.ts';

const inputFields = defineInputFields([campaignField]);

const perform = (async (z, bundle) =>
  run(z, bundle, async (step) => {
    const campaignId = await campaignIdOf(step, bundle.inputData);
    const [found, [progress]] = await Promise.all([
      ifFound(getCampaign(step.api, campaignId)),
      // A campaign may have no counters yet. It is still found.
      ifFound(getCampaignStats(step.api, campaignId)),
    ]);
    return Promise.all(
      found.map(async (campaign) => campaignRecord(campaign, await knownInstance(step, campaign.instanceId), progress)),
    );
  })) satisfies SearchPerform<typeof inputFields, CampaignRecord>;

export default defineSearch({
  key: 'find_campaign',
  noun: 'Campaign',
  display: { label: 'Find Campaign', description: 'Finds a campaign, with its counters and its progress.' },
  operation: { inputFields, perform, sample: campaignSample, outputFields: campaignOutputFields },
});
