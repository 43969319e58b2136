import { listMessages } from '../../lib/msgflash/operations.ts';
import { messageLabel } from '../../lib/records/message.ts';
import { dropdown } from './choice.ts';
import { cursorPage } from './cursor.ts';

const PAGE_SIZE = 50;

export default dropdown('message_list', 'Message', async (step, page) => {
  const messages = await cursorPage(
    step,
    page,
    async (cursor) => (await listMessages(step.api, { limit: PAGE_SIZE, cursor })).data,
  );
  return Promise.all(messages.map(async (message) => ({ id: message.id, label: await messageLabel(message) })));
});
