import type { Content, Recipient } from './content.ts';
import {
  type Account,
  type Answer,
  account,
  anything,
  type Contact,
  contactList,
  type Instance,
  type InstanceHealth,
  type InstanceState,
  instanceHealth,
  instanceList,
  instanceState,
  type Message,
  messageList,
  type NewWebhook,
  type NumberLookup,
  newWebhook,
  numberLookup,
  oneInstance,
  oneMessage,
  oneTemplate,
  type Page,
  type Template,
  templateList,
  type Webhook,
  webhookList,
} from './schemas.ts';
import { type Api, type Call, send } from './transport.ts';

/**
 * One function per API operation, named after it. All of them throw `Refusal` for an answered 4xx and `NoAnswer` when
 * there is no answer to rely on. Pages named are below docs.msgflash.com.
 */

const id = encodeURIComponent;

async function data<T>(api: Api, call: Call<T>): Promise<T> {
  return (await send(api, call)).data;
}

/** The account behind a personal key. `/api-reference/teams/team-context` */
export function getAccount(api: Api): Promise<Account> {
  return data(api, { method: 'GET', path: '/me', answer: account });
}

/** Every instance of the account, with its stored state. `/api-reference/instances/list` */
export async function listInstances(api: Api): Promise<Instance[]> {
  return (await data(api, { method: 'GET', path: '/instances', answer: instanceList })).items;
}

/** One instance. `/api-reference/instances/get` */
export function getInstance(api: Api, instanceId: string): Promise<Instance> {
  return data(api, { method: 'GET', path: `/instances/${id(instanceId)}`, answer: oneInstance });
}

/** The state of an instance as the provider sees it now. `/api-reference/instances/state` */
export function getInstanceState(api: Api, instanceId: string): Promise<InstanceState> {
  return data(api, { method: 'GET', path: `/instances/${id(instanceId)}/state`, answer: instanceState });
}

/** Warm-up and safety guidance for an instance. `/api-reference/instances/health` */
export function getInstanceHealth(api: Api, instanceId: string): Promise<InstanceHealth> {
  return data(api, { method: 'GET', path: `/instances/${id(instanceId)}/health`, answer: instanceHealth });
}

/** A message to one recipient: its content, or a template and the values of its variables. */
export type Outgoing = Recipient & (Content | TemplateContent);
export interface TemplateContent {
  templateId: string;
  contactId?: string;
  variables?: Record<string, string>;
}

/** How long MsgFlash may take over a message, and the time kept for finding out what became of it. */
const TAKING = { timeout: 10_000, keep: 6_000 };

/** Queues a message. `/api-reference/messages/send` */
export function sendMessage(api: Api, message: Outgoing): Promise<Message> {
  return data(api, {
    method: 'POST',
    path: '/messages/send',
    body: message,
    answer: oneMessage,
    ...TAKING,
  });
}

/** Queues a message for later. @param scheduledAt ISO 8601, UTC. `/api-reference/messages/schedule` */
export function scheduleMessage(api: Api, message: Outgoing, scheduledAt: string): Promise<Message> {
  return data(api, {
    method: 'POST',
    path: '/messages/schedule',
    body: { ...message, scheduledAt },
    answer: oneMessage,
    ...TAKING,
  });
}

/** A page of messages, with the server's clock beside it. `/api-reference/messages/list` */
export function listMessages(
  api: Api,
  query: { instanceId?: string | undefined; status?: string | undefined; limit: number; cursor?: string | null },
): Promise<Answer<Page<Message>>> {
  return send(api, { method: 'GET', path: '/messages', query, answer: messageList });
}

/** One message. `/api-reference/messages/get` */
export function getMessage(api: Api, messageId: string): Promise<Message> {
  return data(api, { method: 'GET', path: `/messages/${id(messageId)}`, answer: oneMessage });
}

/** A page of templates. @param page from 1. `/api-reference/templates/list` */
export function listTemplates(api: Api, page: number): Promise<Page<Template>> {
  return data(api, { method: 'GET', path: '/templates', query: { page, limit: 100 }, answer: templateList });
}

/** One template. `/api-reference/templates/get` */
export function getTemplate(api: Api, templateId: string): Promise<Template> {
  return data(api, { method: 'GET', path: `/templates/${id(templateId)}`, answer: oneTemplate });
}

/** A page of contacts, newest first. @param search in name or phone, at most 100 characters. `/api-reference/contacts/list` */
export function listContacts(
  api: Api,
  query: { search?: string; cursor?: string | null | undefined },
): Promise<Page<Contact>> {
  return data(api, { method: 'GET', path: '/contacts', query: { limit: 100, ...query }, answer: contactList });
}

/** Checks numbers on WhatsApp; below 100 of them the answer comes at once. `/api-reference/number-lookups/create` */
export function createNumberLookup(api: Api, instanceId: string, numbers: string[]): Promise<NumberLookup> {
  return data(api, { method: 'POST', path: '/number-lookups', body: { instanceId, numbers }, answer: numberLookup });
}

/** Every webhook endpoint of the account. `/api-reference/webhooks/list` */
export async function listWebhooks(api: Api): Promise<Webhook[]> {
  return (await data(api, { method: 'GET', path: '/webhooks', answer: webhookList })).items;
}

/** Creates an endpoint; its secret is in this answer and nowhere else. `/api-reference/webhooks/create` */
export function createWebhook(api: Api, url: string, events: readonly string[]): Promise<NewWebhook> {
  return data(api, { method: 'POST', path: '/webhooks', body: { url, events }, answer: newWebhook });
}

/** Deletes an endpoint. `/api-reference/webhooks/delete` */
export async function deleteWebhook(api: Api, webhookId: string): Promise<void> {
  await data(api, { method: 'DELETE', path: `/webhooks/${id(webhookId)}`, answer: anything });
}
