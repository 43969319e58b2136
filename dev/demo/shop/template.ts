import { at } from '../../zapier/values.ts';
import type { Act } from '../step.ts';
import { people, type Shop } from './shop.ts';

const STEP = 'creates.send_template_message';

/** The chosen template brings up a field for each of its variables. */
export async function sendTemplate(act: Act, { connection, mainStore }: Shop): Promise<void> {
  await act.opens(connection, STEP, 'template_id');
  const template = await act.picks(connection, STEP, 'template_id', 'Order Shipped');
  const { fields } = await act.stage.zapier.fields(connection, STEP, { template_id: template });
  const variables = fields.filter(({ key }) => key.startsWith('var_'));
  act.lists('form', [variables.map(({ label }) => label).join(', ')]);
  act.same(
    'the template brings up a field for each variable',
    variables.map(({ label }) => label),
    ['order', 'date', 'link'],
  );

  const run = await act.runs(connection, STEP, {
    instance_id: mainStore,
    to: people.zoe,
    template_id: template,
    var_order: '1043',
    var_date: 'Friday',
    var_link: 'https://example.com/track/1043',
  });
  act.shows(run.output, ['status', 'text']);
  const text = 'Good news: order 1043 is on its way and arrives on Friday. Track it: https://example.com/track/1043';
  act.same('the message went out with its variables filled in', at(run.output, 'text'), text);
  act.same(
    'it is the one in the ledger',
    act.sent().map((message) => [message.text, message.templateId]),
    [[text, template]],
  );
}
