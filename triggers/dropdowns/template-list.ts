import { listTemplates } from '../../lib/msgflash/operations.ts';
import { dropdown } from './choice.ts';

export default dropdown('template_list', 'Template', async ({ api }, page) => {
  const { items } = await listTemplates(api, page + 1);
  return items.map(({ id, name, type }) => ({
    id,
    label: [name ?? 'Template without a name', type].filter(Boolean).join(' · '),
  }));
});
