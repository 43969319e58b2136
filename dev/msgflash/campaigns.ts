import type { Base } from './base.ts';
import { ApiError, found } from './errors.ts';
import type { Messages } from './messages.ts';
import { isOutboundUsedUp } from './plan-limits.ts';
import type { Campaign, Contact, Message } from './records.ts';
import type { Workspace } from './store.ts';
import { workspaceOf } from './store.ts';
import { fromTemplate } from './templates.ts';

const DAY = 24 * 3_600_000;

export type Campaigns = ReturnType<typeof createCampaigns>;

/**
 * Runs campaigns ("/guides/campaigns"). At the scheduled time a message is queued for every recipient. They are sent
 * one by one, `steps.campaignPace` apart on the clock, so that a campaign can be paused half-way.
 */
export function createCampaigns({ clock, later, steps, store }: Base, messages: Messages) {
  /** Campaign ID → its queued messages, last one first. */
  const waiting = new Map<string, Message[]>();
  const drips = new Map<string, () => void>();

  function change(campaign: Campaign, status: Campaign['status']): void {
    campaign.status = status;
    campaign.updatedAt = clock.now();
  }

  function begin(campaign: Campaign): void {
    if (campaign.status !== 'scheduled') return;
    const workspace = workspaceOf(store, campaign.accountId);
    change(campaign, 'running');
    campaign.processingStartedAt = clock.now();
    const queued = recipientsOf(workspace, campaign).flatMap((contact) => enqueue(workspace, campaign, contact));
    waiting.set(campaign.id, queued.reverse());
    drip(campaign);
  }

  /** Queues the message for one recipient. @returns nothing if it failed at once */
  function enqueue(workspace: Workspace, campaign: Campaign, contact: Contact): Message[] {
    const instance = found(workspace.instances.get(campaign.instanceId), 'Instance');
    const common = { instance, to: contact.phone, contactId: contact.id, campaignId: campaign.id };
    const { type, body, mediaUrl, extra, templateId } = campaign;
    const own = { ...common, type: type ?? 'text', body, mediaUrl, extra, meta: {} };
    if (templateId === null) return [messages.enqueue(workspace, own)];
    try {
      const template = found(workspace.templates.get(templateId), 'Template');
      const custom = campaign.templateVariables ?? {};
      const filled = fromTemplate(template, { contact, instance, user: workspace.account, custom });
      return [messages.enqueue(workspace, { ...own, ...filled, type: template.type, mediaUrl: template.mediaUrl })];
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // If one recipient lacks a value, only that message fails. The campaign continues.
      messages.fail(messages.enqueue(workspace, own), error.message);
      return [];
    }
  }

  function drip(campaign: Campaign): void {
    // Cancel the last timer, so that a campaign resumed while it still runs does not send twice.
    drips.get(campaign.id)?.();
    const cancel = later(() => {
      if (campaign.status !== 'running') return;
      const queue = waiting.get(campaign.id) ?? [];
      if (queue.length > 0 && isOutboundUsedUp(workspaceOf(store, campaign.accountId), clock.now())) {
        change(campaign, 'paused_quota');
        return;
      }
      const message = queue.pop();
      if (message) messages.send(message);
      if (queue.length > 0) drip(campaign);
      else complete(campaign);
    }, steps.campaignPace);
    drips.set(campaign.id, cancel);
  }

  function complete(campaign: Campaign): void {
    waiting.delete(campaign.id);
    change(campaign, 'completed');
    campaign.completedAt = clock.now();
    if (campaign.repeat === 'none') return;
    const period = campaign.repeat === 'daily' ? DAY : 7 * DAY;
    while (campaign.schedule <= clock.now()) campaign.schedule += period;
    schedule(campaign);
  }

  /** Starts a campaign at its scheduled time, or now if that has passed. */
  function schedule(campaign: Campaign): void {
    change(campaign, 'scheduled');
    later(() => begin(campaign), campaign.schedule - clock.now());
  }

  return {
    schedule,
    pause(campaign: Campaign): void {
      if (campaign.status !== 'scheduled' && campaign.status !== 'running') throw wrongState(campaign, 'paused');
      change(campaign, 'paused');
    },
    resume(campaign: Campaign): void {
      if (campaign.status !== 'paused' && campaign.status !== 'paused_quota') throw wrongState(campaign, 'resumed');
      if (!waiting.has(campaign.id)) {
        schedule(campaign);
        return;
      }
      change(campaign, 'running');
      drip(campaign);
    },
  };
}

function wrongState(campaign: Campaign, action: string): ApiError {
  return new ApiError('BAD_REQUEST', `A campaign that is ${campaign.status} cannot be ${action}`);
}

/** The contacts that a campaign would reach now. */
export function recipientsOf({ contacts, groups }: Workspace, { recipients }: Pick<Campaign, 'recipients'>): Contact[] {
  switch (recipients.type) {
    case 'all':
      return [...contacts.values()];
    case 'tags':
      return [...contacts.values()].filter(({ tags }) => tags.some((tag) => recipients.value.includes(tag)));
    case 'explicit':
      return [...new Set(recipients.value)].flatMap((id) => contacts.get(id) ?? []);
    case 'group':
      return [...(groups.get(recipients.groupId)?.members.keys() ?? [])].flatMap((id) => contacts.get(id) ?? []);
  }
}

/**
 * The messages of a campaign so far, counted by status. A message that was read also counts as sent and delivered
 * ("/api-reference/campaigns/stats").
 */
export function statsOf(workspace: Workspace, { id }: Campaign) {
  const all = [...workspace.messages.values()].filter(({ campaignId }) => campaignId === id);
  const count = (...statuses: Message['status'][]) => all.filter(({ status }) => statuses.includes(status)).length;
  return {
    planned: all.length,
    queued: count('queued'),
    sent: count('sent', 'delivered', 'read'),
    delivered: count('delivered', 'read'),
    read: count('read'),
    failed: count('failed'),
    cancelled: 0,
  };
}
