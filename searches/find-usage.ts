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
    const threshold = thresholdOf(wordIn(bundle.inputData, 'warn_at_percent') || '80');
    // MsgFlash would refuse the request and still count it.
    if (isTeam(connection))
      throw new Problem(
        'error',
        'A team key may not read the usage of the plan. Reconnect with a personal key (msgf_live_…) to use this step.',
      );
    return [usageRecord(await getUsage(api), threshold)];
  })) satisfies SearchPerform<typeof inputFields, UsageRecord>;

/** `80`, `80 %` or `79,5` as a number. @throws Problem `error` for anything that is not above 0 and at most 100 */
function thresholdOf(written: string): number {
  const percent = /^\d{1,3}([.,]\d+)?\s*%?$/.test(written) ? Number.parseFloat(written.replace(',', '.')) : Number.NaN;
  if (percent > 0 && percent <= 100) return percent;
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
