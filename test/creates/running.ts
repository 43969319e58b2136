import { describe, expect, test } from '@jest/globals';
import { demo } from '../../dev/msgflash/demo.ts';
import { mapped } from '../../dev/zapier/index.ts';
import { type FrozenWorld, outputOf, startFrozen } from '../lib/sending/frozen.ts';
import {
  AMBIGUOUS,
  accountRefusals,
  answered,
  blank,
  empty,
  ending,
  endOf,
  expectRefused,
  expectRepeated,
  filling,
  missing,
  type Refused,
  unknownId,
} from '../support/refused.ts';
import { START } from '../support/world.ts';
import { base, STARTS_AT, scheduled } from './campaigns.ts';

export const PAUSE = 'POST /campaigns/{id}/pause';
export const RESUME = 'POST /campaigns/{id}/resume';
export const UNTIL_START = Date.parse(STARTS_AT) - START.getTime();
export const text = 'Our spring collection is here.';

/** The record of a campaign with this text after it was paused or resumed; the answer to a pause has no safety. */
export const changed = {
  ...scheduled,
  type: 'text',
  text,
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

/** The name of a campaign, and what people may write for it. */
export const CAMPAIGN_NAMES: [name: string, written: string][] = [
  ['April news', 'April news'],
  ['April news', ' april NEWS '],
  ['Soldes d’été', 'Soldes d’été'.normalize('NFD')],
  ['Soldes d’été'.normalize('NFD'), 'SOLDES D’ÉTÉ'],
  ['2026-04', '2026-04'],
  ['Promo · 3 contacts', 'Promo · 3 contacts'],
];

/** Texts that no campaign called “April news” has for a name. */
export const NO_CAMPAIGN = ['April', 'April news 2', 'Aprilnews', '60000000-0000', '+33639980001'];

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
export type State = keyof typeof STATES;

/** What pausing and resuming have to do alike. @param wrong the states in which MsgFlash refuses it */
export function describeChange(
  key: 'pause_campaign' | 'resume_campaign',
  operation: string,
  done: 'paused' | 'resumed',
  wrong: readonly State[],
): void {
  const step = `creates.${key}` as const;
  const ONE = { [operation]: 1 };

  describe('in a state that does not allow it', () => {
    test.each(wrong)('%s: changes nothing, and says so unless it is what was wanted', async (state) => {
      const world = await startFrozen();
      const id = await campaignIn(world);
      await STATES[state](world, id);
      world.mark();
      const run = await world.create(key, { campaign_id: id });
      // In the wanted state already: what a repeat finds whose first answer was lost.
      if ((done === 'paused' ? ['paused'] : ['running', 'scheduled']).includes(state)) {
        expect(run).toMatchObject({ outcome: 'success', output: { id, status: state } });
      } else {
        expect(endOf(run)).toEqual(
          ending('errored', `MsgFlash could not do this (A campaign that is ${state} cannot be ${done}).`),
        );
      }
      expect(world.requests()).toEqual({ ...ONE, 'GET /campaigns/{id}': 1 });
      expect(await world.call(`GET /campaigns/${id}`)).toMatchObject({ status: state });
    });
  });

  describe('a campaign by the name it was created with', () => {
    const inState = async (world: FrozenWorld, name: string) => {
      const id = await campaignIn(world, { name });
      if (done === 'resumed') await STATES.paused(world, id);
      return id;
    };

    test.each(CAMPAIGN_NAMES)('%j, written %j', async (name, written) => {
      const world = await startFrozen();
      const id = await inState(world, name);
      await inState(world, `${name} 2`);
      const run = await world.create(key, { campaign_id: mapped(written) });
      expect(run).toMatchObject({ outcome: 'success', output: { id, name } });
      expect(world.requests()).toEqual(ONE);
    });

    test.each(NO_CAMPAIGN)('%j is none: nothing changes, and there is no request', async (written) => {
      const world = await startFrozen();
      await inState(world, 'April news');
      world.mark();
      const run = await world.create(key, { campaign_id: mapped(written) });
      expect(endOf(run)).toEqual(ending('errored', noCampaign(written)));
      expect(world.requests()).toEqual({});
    });

    test('a name that two have: nothing changes, and there is no request', async () => {
      const world = await startFrozen();
      await inState(world, 'April news');
      await inState(world, 'april news');
      world.mark();
      const run = await world.create(key, { campaign_id: 'April news' });
      expect(endOf(run)).toEqual(ending('errored', twoCampaigns('April news')));
      expect(world.requests()).toEqual({});
    });
  });

  describe('what is refused', () => {
    const cases: Refused[] = [
      { name: 'no campaign', input: { campaign_id: empty }, outcome: 'errored', message: filling('Campaign') },
      { name: 'a blank campaign', input: { campaign_id: blank }, outcome: 'errored', message: filling('Campaign') },
      { name: 'an unknown campaign', outcome: 'errored', message: missing('campaign'), requests: ONE },
      {
        name: 'the name of a campaign that this connection did not create',
        input: { campaign_id: mapped('April news/../..') },
        outcome: 'errored',
        message:
          'No campaign in MsgFlash fits “April news/../..” in Campaign. Choose one from the list, or map the ID of a campaign. Nothing was done.',
      },
      {
        ...answered(operation, 403, 'CAMPAIGNS_NOT_AVAILABLE_ON_PLAN'),
        name: 'a plan without campaigns',
        outcome: 'errored',
        message: 'Your plan has no campaigns: see Plans and Billing in MsgFlash.',
      },
      ...accountRefusals(operation),
    ];
    test.each(cases)('$name', async (each) => {
      await expectRefused(step, { campaign_id: mapped(unknownId(6)) }, each);
    });

    test('a campaign of an instance that the team was not given', async () => {
      const world = await startFrozen();
      const id = await campaignIn(world, { instance_id: demo.instances.events });
      const team = await world.connect({ api_key: demo.teamKey, team_id: demo.teamId });
      world.mark();
      const run = await world.zapier.run(team, step, { campaign_id: id });
      expect(endOf(run)).toEqual(
        ending(
          'errored',
          'This instance is not assigned to your team. Choose another Instance, or ask the owner to assign it to the team.',
        ),
      );
      expect(world.requests()).toEqual(ONE);
    });
  });

  describe('an answer that nobody can rely on', () => {
    test.each(AMBIGUOUS)('$name', async (fault) => {
      const world = await expectRepeated(`creates.${key}`, {}, operation, fault, {
        canSee: true,
        prepare: async (made) => {
          const id = await campaignIn(made);
          if (done === 'resumed') await STATES.paused(made, id);
          return { campaign_id: id };
        },
      });
      expect(world.control.ledger()).toEqual([]);
    });
  });
}
