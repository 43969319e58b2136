import type { Content, Recipient } from './content.ts';
import type {
  Account,
  Answer,
  Campaign,
  CampaignProgress,
  Contact,
  Group,
  Instance,
  InstanceHealth,
  InstanceState,
  Membership,
  Message,
  NewWebhook,
  NumberLookup,
  Page,
  Template,
  Usage,
  Webhook,
} from './schemas.ts';
import type { Api, Call } from './transport.ts';

/**
 * One function per API operation, named after it. All of them throw `Refusal` for a 4xx and `NoAnswer` if there is no
 * usable response. The pages named are below docs.msgflash.com.
 */

const id = encodeURIComponent;

async function send<T>(api: Api, call: Call<T>): Promise<Answer<T>> {
  // Imported here because it loads the schemas, which are not needed before the first request.
  const transport = await import('./transport.ts');
  return transport.send(api, call);
}

async function data<T>(api: Api, call: Call<T>): Promise<T> {
  return (await send(api, call)).data;
}

/** The account behind a personal key. `/api-reference/teams/team-context` */
export function getAccount(api: Api): Promise<Account> {
  return data(api, { method: 'GET', path: '/me', answer: (all) => all.account });
}

/** Every instance of the account, with its stored status. `/api-reference/instances/list` */
export async function listInstances(api: Api): Promise<Instance[]> {
  return (await data(api, { method: 'GET', path: '/instances', answer: (all) => all.instanceList })).items;
}

/** One instance. `/api-reference/instances/get` */
export function getInstance(api: Api, instanceId: string): Promise<Instance> {
  return data(api, { method: 'GET', path: `/instances/${id(instanceId)}`, answer: (all) => all.oneInstance });
}

/** The live state of an instance at the provider. `/api-reference/instances/state` */
export function getInstanceState(api: Api, instanceId: string): Promise<InstanceState> {
  return data(api, { method: 'GET', path: `/instances/${id(instanceId)}/state`, answer: (all) => all.instanceState });
}

/** Warm-up and safety guidance for an instance. `/api-reference/instances/health` */
export function getInstanceHealth(api: Api, instanceId: string): Promise<InstanceHealth> {
  return data(api, { method: 'GET', path: `/instances/${id(instanceId)}/health`, answer: (all) => all.instanceHealth });
}

/** A message to one recipient: its content, or a template with values for its variables. */
export type Outgoing = Recipient & (Content | TemplateContent);
export interface TemplateContent {
  templateId: string;
  contactId?: string;
  variables?: Record<string, string>;
}

/** The time-out of other writes, in milliseconds: longer than that of a read, because there is no second try. */
const WRITING = { timeout: 15_000 };

/** The time-out of sending, and the time kept for looking up the message afterwards, in milliseconds. */
const TAKING = { timeout: 10_000, keep: 6_000 };

/** Queues a message. `/api-reference/messages/send` */
export function sendMessage(api: Api, message: Outgoing): Promise<Message> {
  return data(api, {
    method: 'POST',
    path: '/messages/send',
    body: message,
    answer: (all) => all.oneMessage,
    ...TAKING,
  });
}

/** Queues a message for later. @param scheduledAt ISO 8601, UTC. `/api-reference/messages/schedule` */
export function scheduleMessage(api: Api, message: Outgoing, scheduledAt: string): Promise<Message> {
  return data(api, {
    method: 'POST',
    path: '/messages/schedule',
    body: { ...message, scheduledAt },
    answer: (all) => all.oneMessage,
    ...TAKING,
  });
}

/** A page of messages, with the server's time. `/api-reference/messages/list` */
export function listMessages(
  api: Api,
  query: { instanceId?: string | undefined; status?: string | undefined; limit: number; cursor?: string | null },
): Promise<Answer<Page<Message>>> {
  return send(api, { method: 'GET', path: '/messages', query, answer: (all) => all.messageList });
}

/** One message. `/api-reference/messages/get` */
export function getMessage(api: Api, messageId: string): Promise<Message> {
  return data(api, { method: 'GET', path: `/messages/${id(messageId)}`, answer: (all) => all.oneMessage });
}

/** A page of templates. @param page from 1. `/api-reference/templates/list` */
export function listTemplates(api: Api, page: number): Promise<Page<Template>> {
  return data(api, {
    method: 'GET',
    path: '/templates',
    query: { page, limit: 100 },
    answer: (all) => all.templateList,
  });
}

/** One template. `/api-reference/templates/get` */
export function getTemplate(api: Api, templateId: string): Promise<Template> {
  return data(api, { method: 'GET', path: `/templates/${id(templateId)}`, answer: (all) => all.oneTemplate });
}

/**
 * A page of contacts, newest first.
 *
 * @param search in name or phone, at most 100 characters. `/api-reference/contacts/list`
 */
export function listContacts(
  api: Api,
  query: { search?: string; cursor?: string | null | undefined },
): Promise<Page<Contact>> {
  return data(api, {
    method: 'GET',
    path: '/contacts',
    query: { limit: 100, ...query },
    answer: (all) => all.contactList,
  });
}

/** One contact. Some documented versions leave out tags and metadata. `/api-reference/contacts/get` */
export function getContact(api: Api, contactId: string): Promise<Contact> {
  return data(api, { method: 'GET', path: `/contacts/${id(contactId)}`, answer: (all) => all.oneContact });
}

/** What can be set on a contact. In an update, tags and metadata replace the existing ones. */
export interface ContactInput {
  name?: string;
  /** E.164 with `+`. */
  phone?: string;
  tags?: string[];
  meta?: Record<string, unknown>;
}

/** Creates a contact. `/api-reference/contacts/create` */
export function createContact(api: Api, contact: ContactInput): Promise<Contact> {
  return data(api, { method: 'POST', path: '/contacts', body: contact, answer: (all) => all.oneContact, ...WRITING });
}

/** Updates only the given keys. `/api-reference/contacts/update` */
export function updateContact(api: Api, contactId: string, changes: ContactInput): Promise<Contact> {
  return data(api, {
    method: 'PUT',
    path: `/contacts/${id(contactId)}`,
    body: changes,
    answer: (all) => all.oneContact,
    ...WRITING,
  });
}

/** A page of MsgFlash's own contact groups. `/api-reference/contact-groups/list` */
export function listGroups(
  api: Api,
  query: { search?: string; cursor?: string | null | undefined },
): Promise<Page<Group>> {
  return data(api, {
    method: 'GET',
    path: '/contacts/groups',
    query: { limit: 100, ...query },
    answer: (all) => all.groupList,
  });
}

/** Creates a group. @param color `#RRGGBB`. `/api-reference/contact-groups/create` */
export function createGroup(api: Api, group: { name: string; description?: string; color?: string }): Promise<Group> {
  return data(api, {
    method: 'POST',
    path: '/contacts/groups',
    body: group,
    answer: (all) => all.oneGroup,
    ...WRITING,
  });
}

/** Adds 1 to 10 000 contacts; for 100 or more it returns a job. `/api-reference/contact-groups/add-members` */
export function addMembers(api: Api, groupId: string, contactIds: string[]): Promise<Membership> {
  return data(api, {
    method: 'POST',
    path: `/contacts/groups/${id(groupId)}/members`,
    body: { contactIds },
    answer: (all) => all.membership,
    ...WRITING,
  });
}

/** Removes 1 to 10 000 contacts; for 100 or more it returns a job. `/api-reference/contact-groups/remove-members` */
export function removeMembers(api: Api, groupId: string, contactIds: string[]): Promise<Membership> {
  return data(api, {
    method: 'DELETE',
    path: `/contacts/groups/${id(groupId)}/members`,
    body: { contactIds },
    answer: (all) => all.membership,
    ...WRITING,
  });
}

/** The recipients of a campaign. `/api-reference/campaigns/create` */
export type Audience =
  | { type: 'all' }
  | { type: 'tags'; value: string[] }
  | { type: 'explicit'; value: string[] }
  | { type: 'group'; groupId: string };

/** A campaign: what it sends, from which instance, to whom and when. The API calls its text `body`. */
export type CampaignInput = {
  instanceId: string;
  name: string;
  /** ISO 8601, UTC. */
  schedule: string;
  repeat: string;
  recipients: Audience;
} & (CampaignContent | TemplateContent);
export type CampaignContent = WithBody<Exclude<Content, { type: 'location' | 'contact' }>>;
type WithBody<C> = C extends { text?: string } ? Omit<C, 'text'> & { body?: string } : C;

/** Creates a campaign and schedules it. `/api-reference/campaigns/create` */
export function createCampaign(api: Api, campaign: CampaignInput): Promise<Campaign> {
  return data(api, {
    method: 'POST',
    path: '/campaigns',
    body: campaign,
    answer: (all) => all.oneCampaign,
    ...WRITING,
  });
}

/** One campaign. `/api-reference/campaigns/get` */
export function getCampaign(api: Api, campaignId: string): Promise<Campaign> {
  return data(api, { method: 'GET', path: `/campaigns/${id(campaignId)}`, answer: (all) => all.oneCampaign });
}

/** Counters and progress of a campaign. `/api-reference/campaigns/stats` */
export function getCampaignStats(api: Api, campaignId: string): Promise<CampaignProgress> {
  return data(api, {
    method: 'GET',
    path: `/campaigns/${id(campaignId)}/stats`,
    answer: (all) => all.campaignProgress,
  });
}

/** Pauses a campaign. `/api-reference/campaigns/pause` */
export function pauseCampaign(api: Api, campaignId: string): Promise<Campaign> {
  return data(api, {
    method: 'POST',
    path: `/campaigns/${id(campaignId)}/pause`,
    answer: (all) => all.oneCampaign,
    ...WRITING,
  });
}

/** Resumes a paused campaign. `/api-reference/campaigns/resume` */
export function resumeCampaign(api: Api, campaignId: string): Promise<Campaign> {
  return data(api, {
    method: 'POST',
    path: `/campaigns/${id(campaignId)}/resume`,
    answer: (all) => all.oneCampaign,
    ...WRITING,
  });
}

/** The plan, its limits and their usage; not for team keys. `/api-reference/billing/usage` */
export function getUsage(api: Api): Promise<Usage> {
  return data(api, { method: 'GET', path: '/billing/usage', answer: (all) => all.usage });
}

/** One number check, with its result when it is done. `/api-reference/number-lookups/get` */
export function getNumberLookup(api: Api, lookupId: string): Promise<NumberLookup> {
  return data(api, { method: 'GET', path: `/number-lookups/${id(lookupId)}`, answer: (all) => all.numberLookup });
}

/**
 * Checks whether numbers are on WhatsApp; below 100, the result is immediate. `/api-reference/number-lookups/create`
 */
export function createNumberLookup(api: Api, instanceId: string, numbers: string[]): Promise<NumberLookup> {
  return data(api, {
    method: 'POST',
    path: '/number-lookups',
    body: { instanceId, numbers },
    answer: (all) => all.numberLookup,
  });
}

/** Every webhook endpoint of the account. `/api-reference/webhooks/list` */
export async function listWebhooks(api: Api): Promise<Webhook[]> {
  return (await data(api, { method: 'GET', path: '/webhooks', answer: (all) => all.webhookList })).items;
}

/** Creates an endpoint. Only this response contains its secret. `/api-reference/webhooks/create` */
export function createWebhook(api: Api, url: string, events: readonly string[]): Promise<NewWebhook> {
  return data(api, {
    method: 'POST',
    path: '/webhooks',
    body: { url, events },
    answer: (all) => all.newWebhook,
    timeout: 15_000,
  });
}

/** Deletes an endpoint. `/api-reference/webhooks/delete` */
export async function deleteWebhook(api: Api, webhookId: string): Promise<void> {
  await data(api, { method: 'DELETE', path: `/webhooks/${id(webhookId)}`, answer: (all) => all.anything });
}
