import { demo } from '../../dev/msgflash/demo.ts';
import { type FrozenWorld, outputOf } from '../lib/sending/frozen.ts';
import { START } from '../support/world.ts';

export const STARTS_AT = '2026-12-01T16:30:00.000Z';
export const UNTIL_START = Date.parse(STARTS_AT) - START.getTime();
export const text = 'Our spring collection is here.';
const now = START.toISOString();

/** What every campaign of these tests is given. */
export const base = {
  instance_id: demo.instances.mainStore,
  name: 'April news',
  starts_at: STARTS_AT,
  recipients: 'all',
};

/** The record of a campaign that was just created, without its id. */
export const scheduled = {
  name: 'April news',
  status: 'scheduled',
  instance_id: demo.instances.mainStore,
  instance_name: 'Main Store',
  instance_number: '+33639980001',
  template_id: null,
  type: null,
  text: null,
  media_url: null,
  starts_at: STARTS_AT,
  repeat: 'none',
  audience: 'All contacts',
  audience_size: 3,
  audience_limit: 10_000,
  total: null,
  planned: 0,
  queued: 0,
  sent: 0,
  delivered: 0,
  read: 0,
  failed: 0,
  cancelled: 0,
  progress_percent: null,
  safety_decision: 'allow',
  safety_risk_level: 'low',
  safety_score: 92,
  recommendations: null,
  warnings: null,
  created_at: now,
  updated_at: now,
  started_at: null,
  completed_at: null,
};

/** What an answer without these keys leaves out of the record. */
export const unweighed = {
  audience_size: null,
  audience_limit: null,
  safety_decision: null,
  safety_risk_level: null,
  safety_score: null,
};

/** Creates a campaign by its step, so that the cache knows the instance. @returns its id */
export async function campaignIn(world: FrozenWorld, input: object = {}): Promise<string> {
  const run = await world.create('create_campaign', { ...base, type: 'text', text, ...input });
  if (run.outcome !== 'success') throw new Error(run.message);
  world.mark();
  return String(outputOf(run).id);
}

/** What is said where no campaign has a name, or two have it. */
export const noCampaign = (written: string) =>
  `No campaign in MsgFlash fits “${written}” in Campaign. ${CAMPAIGN_WAY_OUT}`;
export const twoCampaigns = (written: string) => `“${written}” in Campaign fits 2 campaigns. ${CAMPAIGN_WAY_OUT}`;
const CAMPAIGN_WAY_OUT = 'Choose one from the list, or map the ID of a campaign. Nothing was done.';

/** Brings a campaign that was just created into a state. */
export const STATES = {
  scheduled: async () => {},
  running: (world: FrozenWorld) => world.pass(UNTIL_START + 150),
  completed: (world: FrozenWorld) => world.pass(UNTIL_START + 60_000),
  paused: (world: FrozenWorld, id: string) => world.call(`POST /campaigns/${id}/pause`),
  paused_quota: async (world: FrozenWorld) => {
    // Usage is counted by the month, and this is the next one.
    await world.pass(UNTIL_START - 1000);
    world.control.setUsage({ messages: 50_000 });
    await world.pass(60_000);
  },
} as const;
