import { at } from '../../zapier/values.ts';
import type { StoryStep } from '../step.ts';
import { people, type Shop } from './shop.ts';

const STEP = 'creates.send_template_message';

/** The chosen template brings up a field for each of its variables. */
export async function sendTemplate(story: StoryStep, { connection, mainStore }: Shop): Promise<void> {
  await story.opens(connection, STEP, 'template_id');
  const template = await story.picks(connection, STEP, 'template_id', 'Order Shipped');
  const { fields } = await story.environment.zapier.fields(connection, STEP, { template_id: template });
  const variables = fields.filter(({ key }) => key.startsWith('var_'));
  story.lists('form', [variables.map(({ label }) => label).join(', ')]);
  story.same(
    'the template brings up a field for each variable',
    variables.map(({ label }) => label),
    ['order', 'date', 'link'],
  );

  const run = await story.runs(connection, STEP, {
    instance_id: mainStore,
    to: people.zoe,
    template_id: template,
    var_order: '1043',
    var_date: 'Friday',
    var_link: 'https://example.com/track/1043',
  });
  story.shows(run, ['status', 'text']);
  const text = 'Good news: order 1043 is on its way and arrives on Friday. Track it: https://example.com/track/1043';
  story.same('the message went out with its variables filled in', at(run.output, 'text'), text);
  story.same(
    'it is the one in the ledger',
    story.sent().map((message) => [message.text, message.templateId]),
    [[text, template]],
  );
}
