import type { Base } from './base.ts';
import { ApiError } from './errors.ts';
import type { Messages, Outgoing } from './messages.ts';
import { limitsOf, usageAt } from './plan-limits.ts';
import type { Campaign, Contact, Message, MessageStatus } from './records.ts';
import type { Workspace } from './store.ts';
import { workspaceOf } from './store.ts';
import { fromTemplate } from './templates.ts';

const DAY = 24 * 3_600_000;

export interface Campaigns {
  /** Starts a campaign at its scheduled time, or now if that has passed. */
  schedule(campaign: Campaign): void;
  pause(campaign: Campaign): void;
  resume(campaign: Campaign): void;
}

/**
 * Runs campaigns ("/guides/campaigns"). At the scheduled time a message is queued for every recipient. They are sent
 * one by one, `steps.campaignPace` apart on the clock, so that a campaign can be paused half-way.
 */
export function createCampaigns(base: Base, messages: Messages): Campaigns {
  const { clock } = base;
  /** Campaign ID → its queued messages, last one first. */
  const waiting = new Map<string, Message[]>();
  const byId = new Map<string, Campaign>();
  const drips = new Map<string, () => void>();

  function change(campaign: Campaign, status: Campaign['status']): void {
    campaign.status = status;
    campaign.updatedAt = clock.now();
    campaign.lastActivityAt = clock.now();
  }

  function begin(campaign: Campaign): void {
    if (campaign.status !== 'scheduled') return;
    const workspace = workspaceOf(base.store, campaign.accountId);
    change(campaign, 'running');
    campaign.processingStartedAt = clock.now();
    campaign.lastEnqueuedAt = clock.now();
    const recipients = recipientsOf(workspace, campaign);
    campaign.total = recipients.length;
    campaign.stats.planned += recipients.length;
    const queued: Message[] = [];
    for (const contact of recipients) {
      const message = enqueue(workspace, campaign, contact);
      if (message) queued.push(message);
    }
    waiting.set(campaign.id, queued.reverse());
    drip(campaign);
  }

  function enqueue(workspace: Workspace, campaign: Campaign, contact: Contact): Message | null {
    const instance = workspace.instances.get(campaign.instanceId);
    if (!instance) return null;
    const common = { instance, to: contact.phone, contactId: contact.id, campaignId: campaign.id };
    const template = campaign.templateId === null ? undefined : workspace.templates.get(campaign.templateId);
    let outgoing: Outgoing = {
      ...common,
      type: campaign.type ?? 'text',
      body: campaign.body,
      mediaUrl: campaign.mediaUrl,
      meta: {},
      extra: campaign.extra,
    };
    let problem: string | null = null;
    if (campaign.templateId !== null) {
      try {
        if (!template) throw new ApiError('NOT_FOUND', 'Template not found');
        const custom = campaign.templateVariables ?? {};
        const filled = fromTemplate(template, { contact, instance, user: workspace.account, custom });
        outgoing = { ...common, ...filled, type: template.type, mediaUrl: template.mediaUrl, extra: {} };
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        // If one recipient lacks a value, only that message fails. The campaign continues.
        problem = error.message;
      }
    }
    campaign.stats.queued++;
    const message = messages.enqueue(workspace, outgoing);
    if (problem === null) return message;
    messages.fail(message, problem);
    return null;
  }

  function drip(campaign: Campaign): void {
    // Cancel the last timer, so that a campaign resumed while it still runs does not send twice.
    drips.get(campaign.id)?.();
    const cancel = base.later(() => {
      drips.delete(campaign.id);
      if (campaign.status !== 'running') return;
      const workspace = workspaceOf(base.store, campaign.accountId);
      const queue = waiting.get(campaign.id) ?? [];
      if (
        queue.length > 0 &&
        usageAt(workspace, clock.now()).messagesCount >= limitsOf(workspace.account).monthlyOutboundQuota
      ) {
        change(campaign, 'paused_quota');
        return;
      }
      const message = queue.pop();
      if (message) messages.send(message);
      if (queue.length > 0) drip(campaign);
      else complete(campaign);
    }, base.steps.campaignPace);
    drips.set(campaign.id, cancel);
  }

  function complete(campaign: Campaign): void {
    waiting.delete(campaign.id);
    change(campaign, 'completed');
    campaign.completedAt = clock.now();
    if (campaign.repeat === 'none') return;
    const period = campaign.repeat === 'daily' ? DAY : 7 * DAY;
    while (campaign.schedule <= clock.now()) campaign.schedule += period;
    change(campaign, 'scheduled');
    arm(campaign);
  }

  function arm(campaign: Campaign): void {
    base.later(() => begin(campaign), campaign.schedule - clock.now());
  }

  messages.onStatus((message, before) => {
    const campaign = message.campaignId === null ? undefined : byId.get(message.campaignId);
    if (!campaign) return;
    if (before === 'queued') campaign.stats.queued--;
    const counter = COUNTER[message.status];
    // Cumulative: a message that was read also counts as sent and delivered.
    if (counter) campaign.stats[counter]++;
    if (message.status === 'failed' && (before === 'sent' || before === 'delivered')) campaign.stats.sent--;
    campaign.lastActivityAt = clock.now();
  });

  return {
    schedule(campaign) {
      byId.set(campaign.id, campaign);
      arm(campaign);
    },
    pause(campaign) {
      if (campaign.status !== 'scheduled' && campaign.status !== 'running') throw wrongState(campaign, 'paused');
      change(campaign, 'paused');
    },
    resume(campaign) {
      if (campaign.status !== 'paused' && campaign.status !== 'paused_quota') throw wrongState(campaign, 'resumed');
      if (waiting.has(campaign.id)) {
        change(campaign, 'running');
        drip(campaign);
      } else {
        change(campaign, 'scheduled');
        arm(campaign);
      }
    },
  };
}

const COUNTER: Partial<Record<MessageStatus, 'sent' | 'delivered' | 'read' | 'failed' | 'cancelled'>> = {
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  failed: 'failed',
  cancelled: 'cancelled',
};

function wrongState(campaign: Campaign, action: string): ApiError {
  return new ApiError('BAD_REQUEST', `A campaign that is ${campaign.status} cannot be ${action}`);
}

/** The contacts that a campaign would reach now. */
export function recipientsOf(workspace: Workspace, { recipients }: Pick<Campaign, 'recipients'>): Contact[] {
  switch (recipients.type) {
    case 'all':
      return [...workspace.contacts.all()];
    case 'tags':
      return workspace.contacts.all().filter(({ tags }) => tags.some((tag) => recipients.value.includes(tag)));
    case 'explicit':
      return contactsOf(workspace, new Set(recipients.value));
    case 'group':
      return contactsOf(workspace, workspace.groups.get(recipients.groupId)?.members.keys() ?? []);
  }
}

function contactsOf(workspace: Workspace, ids: Iterable<string>): Contact[] {
  const contacts: Contact[] = [];
  for (const id of ids) {
    const contact = workspace.contacts.get(id);
    if (contact) contacts.push(contact);
  }
  return contacts;
}
