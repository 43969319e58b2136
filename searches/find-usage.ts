import { defineInputFields, defineSearch, type SearchPerform } from 'zapier-platform-core';
import { wordIn } from '../lib/fields/values.ts';
import { getUsage } from '../lib/msgflash/operations.ts';
import { Problem, shorten } from '../lib/problem.ts';
import { type UsageRecord, usageOutputFields, usageRecord, usageSample } from '../lib/records/usage.ts';
import { isTeam } from '../lib/run/connection.ts';
import { run } from '../lib/run/run.ts';

const inputFields = defineInputFields([
  {
    key: 'warn_at_percent',
    label: 'Warn Above (in Percent)',
    type: 'string',
    required: false,
    default: '80',
    helpText: "Limit Reached is true once this much of the month's messages or API requests is used.",
  },
]);

const perform = (async (z, bundle) =>
  run(z, bundle, async ({ api, connection }) => {
    const mark = markOf(wordIn(bundle.inputData, 'warn_at_percent') || '80');
    // MsgFlash would refuse it, and count the request.
    if (isTeam(connection))
      throw new Problem(
        'error',
        'A team key may not read the usage of the plan. Reconnect with a personal key (msgf_live_…) to use this step.',
      );
    return [usageRecord(await getUsage(api), mark)];
  })) satisfies SearchPerform<typeof inputFields, UsageRecord>;

function markOf(written: string): number {
  const mark = /^\d{1,3}([.,]\d+)?\s*%?$/.test(written) ? Number.parseFloat(written.replace(',', '.')) : Number.NaN;
  if (mark > 0 && mark <= 100) return mark;
  throw new Problem(
    'error',
    `“${shorten(written, 40)}” in Warn Above is not a number from 1 to 100. Write it like 80 and try again.`,
  );
}

export default defineSearch({
  key: 'find_usage',
  noun: 'Usage',
  display: { label: 'Find Plan Usage', description: 'Finds what is used and what is left of your plan.' },
  operation: { inputFields, perform, sample: usageSample, outputFields: usageOutputFields },
});
