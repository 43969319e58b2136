import { type Create, defineApp, version as platformVersion, type Search, type Trigger } from 'zapier-platform-core';
import { authentication, authorize } from './authentication.ts';
import addContactToGroup from './creates/add-contact-to-group.ts';
import createCampaign from './creates/create-campaign.ts';
import createContact from './creates/create-contact.ts';
import createGroup from './creates/create-group.ts';
import createTemplateCampaign from './creates/create-template-campaign.ts';
import pauseCampaign from './creates/pause-campaign.ts';
import removeContactFromGroup from './creates/remove-contact-from-group.ts';
import resumeCampaign from './creates/resume-campaign.ts';
import scheduleMessage from './creates/schedule-message.ts';
import scheduleTemplateMessage from './creates/schedule-template-message.ts';
import sendMessage from './creates/send-message.ts';
import sendTemplateMessage from './creates/send-template-message.ts';
import updateContact from './creates/update-contact.ts';
import { messageMedia } from './lib/run/message-media.ts';
import pkg from './package.json' with { type: 'json' };
import findCampaign from './searches/find-campaign.ts';
import findContact from './searches/find-contact.ts';
import findGroup from './searches/find-group.ts';
import findInstance from './searches/find-instance.ts';
import findMessage from './searches/find-message.ts';
import findTemplate from './searches/find-template.ts';
import findUsage from './searches/find-usage.ts';
import findWhatsAppNumber from './searches/find-whatsapp-number.ts';
import campaignList from './triggers/dropdowns/campaign-list.ts';
import contactList from './triggers/dropdowns/contact-list.ts';
import groupList from './triggers/dropdowns/group-list.ts';
import instanceList from './triggers/dropdowns/instance-list.ts';
import messageList from './triggers/dropdowns/message-list.ts';
import templateList from './triggers/dropdowns/template-list.ts';
import { instanceTriggers } from './triggers/instances.ts';
import { messageTriggers } from './triggers/messages.ts';

/** Steps by key. A key can never change: Zapier, and every Zap that uses the step, refers to it by its key. */
function byKey<T>(steps: readonly (T & { key: string })[]): Record<string, T> {
  return Object.fromEntries(steps.map((step) => [step.key, step]));
}

export default defineApp({
  version: pkg.version,
  platformVersion,
  authentication,
  beforeRequest: [authorize],
  flags: {
    // We read fields as the user left them, including blank ones.
    cleanInputData: false,
    // Our own error says which of the three limits was reached and when to try again.
    throwForThrottlingEarly: false,
    // Because we set our own User-Agent, Zapier would otherwise log every request a second time.
    skipHttpPatch: true,
  },
  // MsgFlash allows 10 requests per second per key. An ordinary run makes one.
  throttle: { window: 1, limit: 8, scope: ['auth'] },
  triggers: byKey<Trigger>([
    ...messageTriggers,
    ...instanceTriggers,
    instanceList,
    templateList,
    contactList,
    groupList,
    messageList,
    campaignList,
  ]),
  creates: byKey<Create>([
    sendMessage,
    sendTemplateMessage,
    scheduleMessage,
    scheduleTemplateMessage,
    createCampaign,
    createTemplateCampaign,
    pauseCampaign,
    resumeCampaign,
    createContact,
    updateContact,
    createGroup,
    addContactToGroup,
    removeContactFromGroup,
  ]),
  searches: byKey<Search>([
    findContact,
    findGroup,
    findInstance,
    findTemplate,
    findMessage,
    findCampaign,
    findWhatsAppNumber,
    findUsage,
  ]),
  searchOrCreates: {
    find_contact: {
      key: 'find_contact',
      display: { label: 'Find or Create Contact', description: 'Finds a contact, or creates it where there is none.' },
      search: 'find_contact',
      create: 'create_contact',
    },
    find_group: {
      key: 'find_group',
      display: { label: 'Find or Create Group', description: 'Finds a group, or creates it where there is none.' },
      search: 'find_group',
      create: 'create_group',
    },
  },
  hydrators: { messageMedia },
});
