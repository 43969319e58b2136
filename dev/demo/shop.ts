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
import { switchOff } from './shop/switch-off.ts';
import { switchOn } from './shop/switch-on.ts';
import { sendTemplate } from './shop/template.ts';
import { unlinkNumber } from './shop/unlinked.ts';
import type { Story } from './story.ts';

/** What everybody does with the connector, and what goes wrong for everybody. */
export const spine: Story = {
  name: 'spine',
  about:
    'A shop connects, sends, schedules and hears back; then lines break, strangers forge, and a phone is unlinked.',
  async play(act) {
    const connection = await act('A wrong key, then the right one', connect);
    const shop = await act('Pick a number from the list', (each) => pickInstance(each, connection));
    await act('Send every kind of content', (each) => sendEveryKind(each, shop));
    await act('Send a template with its variables', (each) => sendTemplate(each, shop));
    await act('Schedule a message for tomorrow', (each) => scheduleForTomorrow(each, shop));
    const zaps = await act('Switch on all eight triggers', (each) => switchOn(each, shop));
    await act('A customer writes, and the Zap answers', (each) => answerCustomer(each, zaps));
    await act('A message fails, and a Zap tells the team', (each) => reportFailure(each, shop, zaps));
    await act('The same delivery arrives twice', (each) => ignoreRepeat(each, zaps));
    await act('A forged delivery arrives', (each) => ignoreForgery(each, zaps));
    await act('MsgFlash takes a message and never answers', (each) => surviveTimeOut(each, shop));
    await act('A Zap is replayed under Prevent Duplicates By', (each) => sendOnlyOnce(each, shop));
    await act('A phone is unlinked', (each) => unlinkNumber(each, shop, zaps));
    await act('Switch everything off', (each) => switchOff(each, zaps));
  },
};
