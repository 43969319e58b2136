import { connect } from './shop/connect.ts';
import { answerCustomer } from './shop/customer-writes.ts';
import { ignoreRepeat } from './shop/delivered-twice.ts';
import { reportFailure } from './shop/failure.ts';
import { ignoreForgery } from './shop/forged.ts';
import { sendEveryKind } from './shop/kinds.ts';
import { surviveTimeOut } from './shop/no-answer.ts';
import { sendOnlyOnce } from './shop/once.ts';
import { pickInstance } from './shop/pick.ts';
import { scheduleForTomorrow } from './shop/schedule.ts';
import { sendTemplate } from './shop/template.ts';
import { turnOff } from './shop/turn-off.ts';
import { turnOn } from './shop/turn-on.ts';
import { unlinkNumber } from './shop/unlinked.ts';
import type { Story } from './story.ts';

/** What everybody does with the connector, and what goes wrong for everybody. */
export const shop: Story = {
  name: 'shop',
  about:
    'A shop connects, sends, schedules and hears back; then lines break, strangers forge, and a phone is unlinked.',
  async play(step) {
    const connection = await step('A wrong key, then the right one', connect);
    const picked = await step('Pick a number from the list', (story) => pickInstance(story, connection));
    await step('Send every kind of content', (story) => sendEveryKind(story, picked));
    await step('Send a template with its variables', (story) => sendTemplate(story, picked));
    await step('Schedule a message for tomorrow', (story) => scheduleForTomorrow(story, picked));
    const zaps = await step('Turn on all eight triggers', (story) => turnOn(story, picked));
    await step('A customer writes, and the Zap answers', (story) => answerCustomer(story, zaps));
    await step('A message fails, and a Zap reports it', (story) => reportFailure(story, picked, zaps));
    await step('The same delivery arrives twice', (story) => ignoreRepeat(story, zaps));
    await step('A forged delivery arrives', (story) => ignoreForgery(story, zaps));
    await step('MsgFlash takes a message and never answers', (story) => surviveTimeOut(story, picked));
    await step('A Zap is replayed under Prevent Duplicates By', (story) => sendOnlyOnce(story, picked));
    await step('A phone is unlinked', (story) => unlinkNumber(story, picked, zaps));
    await step('Turn everything off', (story) => turnOff(story, zaps));
  },
};
