import { type Input, mapped, type Zap } from '../../zapier/index.ts';
import { at } from '../../zapier/values.ts';
import type { FollowUp, StoryStep } from '../step.ts';
import type { Row } from '../transcript.ts';
import { people, type Shop } from './shop.ts';

/** The Zaps that are on, and the two that do something. */
export interface ZapsOn {
  received: Zap;
  failed: Zap;
  connected: Zap;
  disconnected: Zap;
  all: readonly Zap[];
  /** Answers whoever wrote. */
  answers: FollowUp;
  /** Reports to the team what failed. */
  reports: FollowUp;
}

/** Each Zap that is turned on is one webhook endpoint for exactly its own events. */
export async function turnOn(story: StoryStep, { connection, mainStore }: Shop): Promise<ZapsOn> {
  const text = (item: object, key: string) => String(at(item, key) ?? '');
  const answers = story.followUp(connection, 'creates.send_message', (item) => ({
    instance_id: mapped(text(item, 'instance_id'), '{{1__instance_id}}'),
    to: mapped(text(item, 'from'), '{{1__from}}'),
    type: 'text',
    text: mapped(`Thank you for writing: “${text(item, 'text')}”`, 'Thank you for writing: “{{1__text}}”'),
  }));
  const reports = story.followUp(connection, 'creates.send_message', (item) => ({
    instance_id: mainStore,
    to: people.team,
    type: 'text',
    text: mapped(
      `The message to ${text(item, 'to')} failed: ${text(item, 'error')}`,
      'The message to {{1__to}} failed: {{1__error}}',
    ),
  }));

  const { control } = story.environment.msgflash;
  const eventsOf = (zap: Zap) => control.webhooks().find(({ url }) => url === zap.hookUrl)?.events ?? [];
  const rows: Row[] = [];
  const on = async (key: string, input: Input = {}, next?: FollowUp) => {
    const zap = await story.turnsOn(connection, key, input, next);
    const picked = await story.filledIn(connection, zap.trigger, input);
    rows.push([story.environment.labelOf(zap.trigger), zap.message || [...picked, ...eventsOf(zap)].join(' · ')]);
    return zap;
  };

  const received = await on('message_received', {}, answers);
  const sent = await on('message_sent');
  const delivered = await on('message_delivered');
  const read = await on('message_read', { load_message: true });
  const failed = await on('message_failed', {}, reports);
  const updated = await on('message_status_updated', { statuses: ['sent', 'delivered', 'read', 'failed'] });
  const connected = await on('instance_connected');
  const disconnected = await on('instance_disconnected');
  const all = [received, sent, delivered, read, failed, updated, connected, disconnected];

  story.lists('trigger', rows);
  story.wire();
  story.same('every Zap is on', all.filter(({ isOn }) => isOn).length, 8);
  story.same('eight endpoints, one for each', control.webhooks().length, 8);
  story.same('a Zap gets its own events only', eventsOf(received), ['message.received']);
  story.same('Message Status Updated does with one endpoint what would take four', eventsOf(updated).length, 4);
  return { received, failed, connected, disconnected, all, answers, reports };
}
