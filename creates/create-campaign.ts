import { type CreatePerform, defineCreate, defineInputFields } from 'zapier-platform-core';
import { campaignFields, campaignOf, repeatField } from '../lib/fields/campaign.ts';
import { campaignContentOf, campaignTypeField, contentFields, textField } from '../lib/fields/content.ts';
import { moreOptions } from '../lib/fields/options.ts';
import { dateOrderField } from '../lib/fields/when.ts';
import { withIds } from '../lib/finding/ids.ts';
import { type CampaignRecord, campaignOutputFields, campaignSample } from '../lib/records/campaign.ts';
import { run } from '../lib/run/run.ts';
import { createAndRemember } from '../lib/sending/campaign.ts';

const inputFields = defineInputFields([
  ...campaignFields,
  campaignTypeField,
  textField,
  contentFields('link'),
  repeatField,
  dateOrderField,
]);

const perform = (async (z, bundle) =>
  run(z, bundle, async (step) => {
    const campaign = await campaignOf(bundle.inputData, bundle.meta?.timezone);
    // A repeated campaign has no last run, so a link in it must never expire.
    const dueAt = campaign.repeat === 'none' ? Date.parse(campaign.schedule) : Number.POSITIVE_INFINITY;
    const content = await campaignContentOf(bundle.inputData, dueAt, step.connection);
    return createAndRemember(step, await withIds(step, { ...campaign, ...content }, bundle.inputData));
  })) satisfies CreatePerform<typeof inputFields, CampaignRecord>;

export default defineCreate({
  key: 'create_campaign',
  noun: 'Campaign',
  display: {
    label: 'Create Campaign',
    description: 'Creates a campaign, which sends one WhatsApp message to many people who agreed to get it.',
  },
  operation: {
    inputFields,
    inputFieldGroups: [moreOptions],
    perform,
    sample: campaignSample,
    outputFields: campaignOutputFields,
  },
});
