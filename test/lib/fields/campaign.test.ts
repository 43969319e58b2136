import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { campaignField, campaignFields, campaignOf } from '../../../lib/fields/campaign.ts';
import { expectProblemLater } from './problem.ts';
import { expectInputFields } from './schema.ts';

beforeEach(() => {
  jest.spyOn(Date, 'now').mockReturnValue(Date.parse('2026-11-22T13:30:00.000Z'));
});
afterEach(() => {
  jest.restoreAllMocks();
});

const given = {
  instance_id: ' inst_1 ',
  name: ' April news ',
  starts_at: '2027-04-03T17:00:00+02:00',
  recipients: 'all',
};
const read = (values: object) => campaignOf({ ...given, ...values }, 'Europe/Paris');
const common = {
  instanceId: 'inst_1',
  name: 'April news',
  schedule: '2027-04-03T15:00:00.000Z',
  repeat: 'none',
};

describe('a campaign, ready to be sent', () => {
  test.each([
    ['everybody', {}, { ...common, recipients: { type: 'all' } }],
    ['every day', { repeat: ' daily ' }, { ...common, repeat: 'daily', recipients: { type: 'all' } }],
    ['every week', { repeat: 'weekly' }, { ...common, repeat: 'weekly', recipients: { type: 'all' } }],
    ['a blank repeat', { repeat: '' }, { ...common, recipients: { type: 'all' } }],
    [
      'tags',
      { recipients: 'tags', tags: ['vip', ' news '] },
      { ...common, recipients: { type: 'tags', value: ['vip', 'news'] } },
    ],
    [
      'contacts',
      { recipients: 'contacts', contact_ids: ['a,b', 'a'] },
      { ...common, recipients: { type: 'explicit', value: ['a', 'b'] } },
    ],
    ['a group', { recipients: 'group', group_id: ' g ' }, { ...common, recipients: { type: 'group', groupId: 'g' } }],
    ['a start in words', { starts_at: '3 avril 2027 à 17:00' }, { ...common, recipients: { type: 'all' } }],
    [
      'what was left over from other recipients is not looked at',
      { recipients: 'all', tags: ['vip'], contact_ids: ['a'], group_id: 'g' },
      { ...common, recipients: { type: 'all' } },
    ],
  ])('%s', async (_what, values, campaign) => {
    expect(await read(values)).toStrictEqual(campaign);
  });
});

const empty = (label: string, what: string) =>
  `${label} is empty. Fill in ${label} and try again. Nothing was ${what}.`;
const notListed = (shown: string, label: string, labels: string) =>
  `“${shown}” is not a choice in ${label}. Use one of these: ${labels}. Nothing was done.`;

describe('what is missing or wrong is named as the form labels it', () => {
  test.each([
    ['no instance', { instance_id: '' }, 'error', empty('Instance', 'done')],
    ['no name', { name: ' ' }, 'error', empty('Name', 'done')],
    ['no recipients', { recipients: '' }, 'error', empty('Recipients', 'done')],
    ['no tags', { recipients: 'tags', tags: [' '] }, 'error', empty('Tags', 'created')],
    ['no contacts', { recipients: 'contacts' }, 'error', empty('Contacts', 'created')],
    ['no group', { recipients: 'group' }, 'error', empty('Group', 'done')],
    [
      'recipients of no kind',
      { recipients: 'everyone' },
      'error',
      notListed('everyone', 'Recipients', 'All contacts, Contacts with certain tags, Certain contacts, A group'),
    ],
    [
      'a repeat of no kind',
      { repeat: 'yearly' },
      'error',
      notListed('yearly', 'Repeat', 'Never, Every day, Every week'),
    ],
    ['no start', { starts_at: '' }, 'halted', 'Start At is empty. Write it like 2027-04-03 17:00. Nothing was done.'],
    [
      'a start that is no date',
      { starts_at: 'soon' },
      'halted',
      '“soon” in Start At is not a date. Write it like 2027-04-03 17:00. Nothing was done.',
    ],
    [
      'a start that could mean two dates',
      { starts_at: '03/04/2027 17:00' },
      'halted',
      '“03/04/2027 17:00” in Start At could mean two dates. Choose Date Order under More Options, or write it like 2027-04-03 17:00. Nothing was done.',
    ],
    [
      'a start of this very moment',
      { starts_at: '2026-11-22T13:30:00Z' },
      'halted',
      'Start At (2026-11-22T13:30:00.000Z) has passed. Choose a later time. Nothing was created.',
    ],
    [
      'a start that has passed',
      { starts_at: '2026-11-22T12:00:00+01:00' },
      'halted',
      'Start At (2026-11-22T11:00:00.000Z) has passed. Choose a later time. Nothing was created.',
    ],
  ] as const)('%s', async (_what, values, consequence, sentence) => {
    await expectProblemLater(read(values), consequence, sentence);
  });

  test('what is wrong with the set-up is said before a start that has passed', async () => {
    await expectProblemLater(
      read({ starts_at: '2026-11-22T12:00:00+01:00', recipients: 'tags' }),
      'error',
      empty('Tags', 'created'),
    );
  });
});

describe('the fields', () => {
  const fields = campaignFields.flatMap((field) => (typeof field === 'function' ? [] : [field]));
  const audience = campaignFields.flatMap((field) => (typeof field === 'function' ? [field] : []));
  const shown = (inputData: object) =>
    audience.flatMap((read) => read(null, { inputData: { ...inputData } })).map(({ key }) => key);

  test('are what the platform takes', () => {
    expectInputFields([...fields, campaignField]);
    for (const recipients of ['tags', 'contacts', 'group']) {
      expectInputFields(audience.flatMap((read) => read(null, { inputData: { recipients } })));
    }
  });

  test.each([
    [{}, []],
    [{ recipients: 'all' }, []],
    [{ recipients: 'tags' }, ['tags']],
    [{ recipients: 'contacts' }, ['contact_ids']],
    [{ recipients: 'group' }, ['group_id']],
    [{ recipients: '{{1__recipients}}' }, []],
  ])('that belong to the recipients: %j', (inputData, keys) => {
    expect(shown(inputData)).toEqual(keys);
  });

  test('ask for consent where many people get a message', () => {
    const recipients = fields.find(({ key }) => key === 'recipients');
    expect(recipients).toMatchObject({ altersDynamicFields: true });
    expect({ ...recipients }).toHaveProperty(
      'helpText',
      'Only people who agreed to get messages from you: WhatsApp blocks numbers that are reported as spam.',
    );
  });
});
