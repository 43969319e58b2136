import { knownCampaigns } from '../../lib/run/cache/campaigns.ts';
import { dropdown } from './choice.ts';

/** No request: the API has no list of campaigns, only this connection's memory of those it created. */
export default dropdown('campaign_list', 'Campaign', async (step, page) =>
  page > 0 ? [] : (await knownCampaigns(step)).map(({ id, name }) => ({ id, label: name })),
);
