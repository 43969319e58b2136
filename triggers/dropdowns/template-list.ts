import { listTemplates } from '../../lib/msgflash/operations.ts';
import { templateLabel } from '../../lib/records/template.ts';
import { dropdown } from './choice.ts';

export default dropdown('template_list', 'Template', async ({ api }, page) => {
  const { items } = await listTemplates(api, page + 1);
  return items.map((template) => ({ id: template.id, label: templateLabel(template) }));
});
