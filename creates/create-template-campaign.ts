import { type CreatePerform, defineCreate, defineInputFields } from 'zapier-platform-core';
import { campaignFields, campaignOf, repeatField } from '../lib/fields/campaign.ts';
import { moreOptions } from '../lib/fields/options.ts';
import { namingEmptyVariables, templateContentOf, templateField } from '../lib/fields/template.ts';
import { dateOrderField } from '../lib/fields/when.ts';
import { withIds } from '../lib/finding/ids.ts';
import { templateCampaignFields } from '../lib/finding/template-fields.ts';
import { type CampaignRecord, campaignOutputFields, campaignSample } from '../lib/records/campaign.ts';
import { run } from '../lib/run/run.ts';
import { createAndRemember } from '../lib/sending/campaign.ts';

const inputFields = defineInputFields([
  ...campaignFields,
  templateField,
  templateCampaignFields,
  repeatField,
  dateOrderField,
]);

const perform = (async (z, bundle) =>
  run(z, bundle, async (step) => {
    // In a campaign, the contact of each message is its recipient.
    const { contactId: _, ...content } = templateContentOf(bundle.inputData);
    const campaign = { ...(await campaignOf(bundle.inputData, bundle.meta?.timezone)), ...content };
    const withIdsOnly = await withIds(step, campaign, bundle.inputData);
    return namingEmptyVariables(bundle.inputData, createAndRemember(step, withIdsOnly));
  })) satisfies CreatePerform<typeof inputFields, CampaignRecord>;

export default defineCreate({
  key: 'create_template_campaign',
  noun: 'Campaign',
  display: {
    label: 'Create Template Campaign',
    description: 'Creates a campaign, which sends a template to many people who agreed to get it.',
  },
  operation: {
    inputFields,
    inputFieldGroups: [moreOptions],
    perform,
    sample: campaignSample,
    outputFields: campaignOutputFields,
  },
});
