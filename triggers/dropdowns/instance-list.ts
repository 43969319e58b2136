import { statusWords } from '../../lib/records/instance.ts';
import { readableNumber } from '../../lib/records/phone.ts';
import { currentInstances, type KnownInstance } from '../../lib/run/cache/instances.ts';
import { type Choice, dropdown } from './choice.ts';

/** All instances are on one page, the connected ones first. */
export default dropdown('instance_list', 'Instance', async (step, page) => {
  if (page > 0) return [];
  const instances = await currentInstances(step);
  const sorted = [...instances.filter(isConnected), ...instances.filter((instance) => !isConnected(instance))];
  return Promise.all(sorted.map(choice));
});

function isConnected({ status }: KnownInstance): boolean {
  return status === 'connected';
}

async function choice({ id, name, waNumber, status }: KnownInstance): Promise<Choice> {
  const number = await readableNumber(waNumber);
  return { id, label: [name, number, statusWords(status)].filter(Boolean).join(' · ') };
}
