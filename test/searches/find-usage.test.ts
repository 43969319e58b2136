import { describe, expect, test } from '@jest/globals';
import { demo } from '../../dev/msgflash/demo.ts';
import { mapped } from '../../dev/zapier/index.ts';
import { startFrozen } from '../lib/sending/frozen.ts';
import { accountRefusals, answered, blank, expectRefused, type Refused, readTroubles } from '../support/refused.ts';

const READ = 'GET /billing/usage';

/** The demo account, of which nothing was used this month but the request that asks. */
const usage = {
  id: 'pro',
  plan: 'Pro',
  messages_limit: 50_000,
  messages_used: 0,
  messages_remaining: 50_000,
  messages_percent: 0,
  api_requests_limit: 150_000,
  api_requests_used: 1,
  api_requests_remaining: 149_999,
  api_requests_percent: 0,
  instances_limit: 5,
  instances_used: 2,
  instances_remaining: 3,
  instances_percent: 40,
  api_keys_limit: 5,
  api_keys_used: 2,
  api_keys_remaining: 3,
  api_keys_percent: 40,
  webhook_endpoints_limit: 15,
  webhook_endpoints_used: null,
  webhook_endpoints_remaining: null,
  webhook_endpoints_percent: null,
  is_above_mark: false,
  above_mark: null,
  period_start: '2026-11-01T00:00:00.000Z',
  period_end: '2026-12-01T00:00:00.000Z',
};

describe('what is used and what is left', () => {
  type Row = [name: string, used: { messages?: number; apiRequests?: number }, input: object, changes: object];
  const messages = (used: number, percent: number, remaining = 50_000 - used) => ({
    messages_used: used,
    messages_remaining: remaining,
    messages_percent: percent,
  });
  const rows: Row[] = [
    ['nothing yet', {}, {}, {}],
    ['less than the mark', { messages: 39_000 }, {}, messages(39_000, 78)],
    ['almost the mark, which it is only as soon as it is reached', { messages: 39_999 }, {}, messages(39_999, 79)],
    [
      'the mark that stands there by itself',
      { messages: 40_000 },
      {},
      { ...messages(40_000, 80), is_above_mark: true, above_mark: 'Messages: 80 %' },
    ],
    [
      'two quotas above the mark, one a line',
      { messages: 45_000, apiRequests: 149_999 },
      { warn_at_percent: '90' },
      {
        ...messages(45_000, 90),
        api_requests_used: 150_000,
        api_requests_remaining: 0,
        api_requests_percent: 100,
        is_above_mark: true,
        above_mark: 'Messages: 90 %\nAPI Requests: 100 %',
      },
    ],
    ['a low mark, which instances and keys have long passed', {}, { warn_at_percent: '1' }, {}],
    [
      'more than there is: nothing is left, not less',
      { messages: 50_007 },
      { warn_at_percent: '100' },
      { ...messages(50_007, 100, 0), is_above_mark: true, above_mark: 'Messages: 100 %' },
    ],
    ['one message before the end', { messages: 49_999 }, { warn_at_percent: '100' }, messages(49_999, 99)],
    ...['80 %', '80%', ' 80 ', '80.0', '80,0', ''].map(
      (written): Row => [
        `a mark written as “${written}”`,
        { messages: 40_000 },
        { warn_at_percent: written },
        { ...messages(40_000, 80), is_above_mark: true, above_mark: 'Messages: 80 %' },
      ],
    ),
    ['a mark with a fraction', { messages: 39_000 }, { warn_at_percent: '78,5' }, messages(39_000, 78)],
  ];

  test.each(rows)('%s', async (_name, used, input, changes) => {
    const { connection, control, requests, zapier } = await startFrozen();
    control.setUsage({ messages: 0, apiRequests: 0, ...used });
    const run = await zapier.run(connection, 'searches.find_usage', { ...input });
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(run.output).toEqual([{ ...usage, ...changes }]);
    expect(requests()).toEqual({ [READ]: 1 });
  });

  test('of a plan with less', async () => {
    const { connect, control, zapier } = await startFrozen();
    const other = await connect({ api_key: demo.otherKey });
    control.setUsage({ account: demo.otherAccountId, messages: 0, apiRequests: 0 });
    const run = await zapier.run(other, 'searches.find_usage');
    expect(run).toMatchObject({
      output: [
        {
          plan: 'Free',
          messages_limit: 500,
          api_requests_limit: 500,
          webhook_endpoints_limit: 3,
          // One of one, the instance and the key that everybody has, is nothing to warn of.
          instances_percent: 100,
          api_keys_percent: 100,
          is_above_mark: false,
          above_mark: null,
        },
      ],
    });
  });

  test('of a plan without one of the features: 0 of 0 is no share of anything', async () => {
    const { connection, control, zapier } = await startFrozen();
    control.setPlan({ limits: { maxInstances: 0, maxWebhookEndpoints: 0 } });
    const run = await zapier.run(connection, 'searches.find_usage');
    expect(run).toMatchObject({
      output: [{ instances_limit: 0, instances_remaining: 0, instances_percent: null, webhook_endpoints_limit: 0 }],
    });
  });

  test('of an answer without its period', async () => {
    const { connection, control, zapier } = await startFrozen();
    control.setUsage({ messages: 0, apiRequests: 0 });
    control.fault({ operation: READ, kind: 'missing_optional' });
    const run = await zapier.run(connection, 'searches.find_usage');
    expect(run.output).toEqual([{ ...usage, period_start: null, period_end: null }]);
  });
});

describe('what cannot be told', () => {
  const mark = (written: string): Refused => ({
    name: `the mark ${written}`,
    input: { warn_at_percent: mapped(written) },
    outcome: 'errored',
    message: `“${written}” in Warn Above is not a number from 1 to 100. Write it like 80 and try again.`,
  });
  const cases: Refused[] = [
    ...['0', '0,0', '-5', '101', '100.1', '1e1', 'eighty', '80 percent', '8 0', '80.', 'NaN', '80%%'].map(mark),
    {
      name: 'a long mark, cut',
      input: { warn_at_percent: mapped('9'.repeat(80)) },
      outcome: 'errored',
      message: `“${'9'.repeat(39)}…” in Warn Above is not a number from 1 to 100. Write it like 80 and try again.`,
    },
    {
      name: 'a team key: said without asking',
      authData: { api_key: demo.teamKey, team_id: demo.teamId },
      outcome: 'errored',
      message:
        'A team key may not read the usage of the plan. Reconnect with a personal key (msgf_live_…) to use this step.',
    },
    {
      ...answered(READ, 403, 'TEAM_KEY_NOT_ALLOWED'),
      name: 'a team key of another form',
      outcome: 'errored',
      message: 'A team key may not read this. Reconnect with a personal key (msgf_live_…) to use this step.',
    },
    ...readTroubles(READ),
    ...accountRefusals(READ),
  ];
  test.each(cases)('$name', async (each) => {
    await expectRefused('searches.find_usage', {}, each);
  });

  test('a blank mark that was mapped is the usual one', async () => {
    const { connection, control, zapier } = await startFrozen();
    control.setUsage({ messages: 40_000 });
    const run = await zapier.run(connection, 'searches.find_usage', { warn_at_percent: blank });
    expect(run).toMatchObject({ outcome: 'success', output: [{ is_above_mark: true }] });
  });
});
