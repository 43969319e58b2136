import { knownCampaigns } from '../../lib/run/cache/campaigns.ts';
import { dropdown } from './choice.ts';

/** Makes no request: the API cannot list campaigns, so this shows those that this connection created. */
export default dropdown('campaign_list', 'Campaign', async (step, page) =>
  page > 0 ? [] : (await knownCampaigns(step)).map(({ id, name }) => ({ id, label: name })),
);
