import { type CreatePerform, defineCreate, defineInputFields } from 'zapier-platform-core';
import { campaignFields, campaignOf, repeatField } from '../fields/campaign.ts';
import { withIds } from '../fields/ids.ts';
import { moreOptions } from '../fields/options.ts';
import { templateCampaignFields, templateContentOf, templateField } from '../fields/template.ts';
import { dateOrderField } from '../fields/when.ts';
import { type CampaignRecord, campaignOutputFields, campaignSample } from '../resources/campaign.ts';
import { run } from '../runtime/run.ts';
import { createAndRemember } from '../sending/campaign.ts';

const inputFields = defineInputFields([
  ...campaignFields,
  templateField,
  templateCampaignFields,
  repeatField,
  dateOrderField,
]);

const perform = (async (z, bundle) =>
  run(z, bundle, async (step) => {
    // Each recipient is the contact of their own message.
    const { contactId: _, ...content } = templateContentOf(bundle.inputData);
    const campaign = { ...(await campaignOf(bundle.inputData, bundle.meta?.timezone)), ...content };
    return createAndRemember(step, await withIds(step, campaign, bundle.inputData));
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
