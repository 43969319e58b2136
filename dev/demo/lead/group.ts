import { at } from '../../zapier/values.ts';
import type { Shop } from '../shop/shop.ts';
import type { StoryStep } from '../step.ts';

const NAME = 'Spring Leads';

/** The group is found or created, and the contact added to it. @returns the group's id */
export async function joinGroup(story: StoryStep, { connection }: Shop, contact: string): Promise<string> {
  const made = await story.environment.zapier.findOrCreate(
    connection,
    'find_group',
    { name: NAME },
    { name: NAME, color: '#F59E0B' },
  );
  story.wire();
  story.same('there was no such group, so it is created', [made.found, at(made.output, 'name')], [false, NAME]);
  const group = String(at(made.output, 'id'));

  const labels = await story.opens(connection, 'creates.add_contact_to_group', 'group_id');
  story.check(
    'the list of groups shows it',
    labels.some((label) => label.startsWith(NAME)),
    labels,
  );
  const joined = await story.runs(connection, 'creates.add_contact_to_group', {
    group_id: group,
    contact_ids: [contact],
  });
  story.shows(joined, ['added', 'already_in_group', 'status']);
  story.same('the contact joins', [at(joined.output, 'added'), at(joined.output, 'status')], [1, 'done']);
  const again = await story.runs(connection, 'creates.add_contact_to_group', {
    group_id: group,
    contact_ids: [contact],
  });
  story.same('and joins only once', [at(again.output, 'added'), at(again.output, 'already_in_group')], [0, 1]);
  return group;
}
