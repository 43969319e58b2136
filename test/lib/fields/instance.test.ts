import { expect, test } from '@jest/globals';
import { instanceField, instanceFilterField, instanceOf } from '../../../lib/fields/instance.ts';
import { expectProblem } from './problem.ts';
import { expectInputFields } from './schema.ts';

test('the chosen instance, without the blanks around it', () => {
  expect(instanceOf({ instance_id: ' inst_1\n' })).toBe('inst_1');
});

test.each([[undefined], [''], [' '], [null]])('no instance: %j', (instance_id) => {
  expectProblem(
    () => instanceOf({ instance_id }),
    'error',
    'Instance is empty. Fill in Instance and try again. Nothing was done.',
  );
});

test('a send needs one, with its list and its search; a trigger can do without', () => {
  expectInputFields([instanceField]);
  expectInputFields([instanceFilterField]);
  expect(instanceField).toMatchObject({
    required: true,
    dynamic: 'instance_list.id.label',
    search: 'find_instance.id',
  });
  expect(instanceFilterField).toMatchObject({ required: false, dynamic: 'instance_list.id.label' });
  expect(instanceFilterField).not.toHaveProperty('search');
});
