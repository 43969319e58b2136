import { describe, expect, test } from '@jest/globals';
import { demo } from '../../dev/msgflash/demo.ts';
import { mapped } from '../../dev/zapier/index.ts';
import { type FrozenWorld, outputOf, startFrozen } from '../lib/sending/frozen.ts';
import {
  AMBIGUOUS,
  accountRefusals,
  answered,
  ending,
  endOf,
  errored,
  expectRefused,
  expectRepeated,
  missing,
  NOT_ASSIGNED,
  type Refused,
  unknownId,
  withoutValue,
} from '../support/refused.ts';
import { START } from '../support/world.ts';
import { campaignIn, noCampaign, STATES, scheduled, text, twoCampaigns, UNTIL_START, unweighed } from './campaigns.ts';

const PAUSE = 'POST /campaigns/{id}/pause';
const RESUME = 'POST /campaigns/{id}/resume';
const statuses = ({ control }: FrozenWorld) => control.ledger().map(({ status }) => status);
const record = { ...scheduled, type: 'text', text };
/** Unlike a resumed campaign, a paused one is not weighed anew. */
const paused = { ...record, ...unweighed, status: 'paused' };

describe('a campaign is paused', () => {
  test('before it begins', async () => {
    const world = await startFrozen();
    const id = await campaignIn(world);
    await world.pass(60_000);
    const run = await world.create('pause_campaign', { campaign_id: ` ${id} ` });
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(world.requests()).toEqual({ [PAUSE]: 1 });
    expect(world.wire()[0]).toMatchObject({ method: 'POST', path: `/api/v1/campaigns/${id}/pause`, query: {} });
    expect(world.wire()[0]?.body).toBeUndefined();
    const updated_at = new Date(START.getTime() + 60_000).toISOString();
    expect(outputOf(run)).toEqual({ ...paused, id, updated_at });
    await world.pass(UNTIL_START + 60_000);
    expect(world.control.ledger()).toEqual([]);
  });

  test('in the middle of it', async () => {
    const world = await startFrozen();
    const id = await campaignIn(world);
    await STATES.running(world);
    const run = await world.create('pause_campaign', { campaign_id: id });
    expect(run).toMatchObject({ outcome: 'success', output: { status: 'paused', planned: 3, queued: 2 } });
    await world.pass(60_000);
    expect(statuses(world)).toEqual(['read', 'queued', 'queued']);
    expect(world.requests()).toEqual({ [PAUSE]: 1 });
  });

  test('without a name for its instance where the list of instances was never read: no request for it', async () => {
    const world = await startFrozen();
    const id = await campaignIn(world);
    const other = await world.connect();
    world.mark();
    const run = await world.zapier.run(other, 'creates.pause_campaign', { campaign_id: id });
    expect(run).toMatchObject({ outcome: 'success', output: { instance_name: null, instance_number: null } });
    expect(world.requests()).toEqual({ [PAUSE]: 1 });
  });

  test('an answer that lacks what it may lack', async () => {
    const world = await startFrozen();
    const id = await campaignIn(world);
    world.control.fault({ operation: PAUSE, kind: 'missing_optional' });
    const run = await world.create('pause_campaign', { campaign_id: id });
    expect(outputOf(run)).toEqual({ ...paused, id, created_at: null, updated_at: null });
  });
});

describe('a campaign is resumed', () => {
  test('before it began: it waits for its start again', async () => {
    const world = await startFrozen();
    const id = await campaignIn(world);
    await STATES.paused(world, id);
    const run = await world.create('resume_campaign', { campaign_id: id });
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(world.requests()).toEqual({ [RESUME]: 1 });
    expect(world.wire()[0]).toMatchObject({ method: 'POST', path: `/api/v1/campaigns/${id}/resume`, query: {} });
    expect(world.wire()[0]?.body).toBeUndefined();
    expect(outputOf(run)).toEqual({ ...record, id });
    expect(world.control.ledger()).toEqual([]);
    await world.pass(UNTIL_START + 60_000);
    expect(statuses(world)).toEqual(['read', 'read', 'read']);
  });

  test('in the middle of it: everybody gets it once', async () => {
    const world = await startFrozen();
    const id = await campaignIn(world);
    await STATES.running(world);
    await STATES.paused(world, id);
    await world.pass(60_000);
    const run = await world.create('resume_campaign', { campaign_id: id });
    expect(run).toMatchObject({ outcome: 'success', output: { status: 'running', planned: 3, sent: 1, read: 1 } });
    await world.pass(60_000);
    expect(new Set(world.control.ledger().map((message) => message.to)).size).toBe(3);
    expect(statuses(world)).toEqual(['read', 'read', 'read']);
    expect(world.requests()).toEqual({ [RESUME]: 1 });
  });

  test('after the plan had no messages left', async () => {
    const world = await startFrozen();
    const id = await campaignIn(world);
    await STATES.paused_quota(world);
    world.control.setUsage({ messages: 0 });
    const run = await world.create('resume_campaign', { campaign_id: id });
    expect(run).toMatchObject({ outcome: 'success', output: { status: 'running' } });
    await world.pass(60_000);
    expect(statuses(world)).toEqual(['read', 'read', 'read']);
  });
});

describe.each([
  { key: 'pause_campaign', operation: PAUSE, done: 'paused', states: ['paused', 'completed', 'paused_quota'] },
  { key: 'resume_campaign', operation: RESUME, done: 'resumed', states: ['scheduled', 'running', 'completed'] },
] as const)('$key', ({ key, operation, done, states }) => {
  const ONE = { [operation]: 1 };
  const prepared = async (world: FrozenWorld, name = 'April news') => {
    const id = await campaignIn(world, { name });
    if (done === 'resumed') await STATES.paused(world, id);
    return id;
  };

  test.each(states)('%s already: changes nothing, and says so unless it is what was wanted', async (state) => {
    const world = await startFrozen();
    const id = await campaignIn(world);
    await STATES[state](world, id);
    world.mark();
    const run = await world.create(key, { campaign_id: id });
    // In the wanted state already: what a repeat finds whose first answer was lost.
    if ((done === 'paused' ? ['paused'] : ['running', 'scheduled']).includes(state)) {
      expect(run).toMatchObject({ outcome: 'success', output: { id, status: state } });
    } else {
      const message = `MsgFlash could not do this (A campaign that is ${state} cannot be ${done}).`;
      expect(endOf(run)).toEqual(ending('errored', message));
    }
    expect(world.requests()).toEqual({ ...ONE, 'GET /campaigns/{id}': 1 });
    expect(await world.call(`GET /campaigns/${id}`)).toMatchObject({ status: state });
  });

  test('a campaign by the name it was created with, unless two have it', async () => {
    const world = await startFrozen();
    await prepared(world, 'Soldes d’été 2');
    const id = await prepared(world, 'Soldes d’été');
    const run = await world.create(key, { campaign_id: mapped(' SOLDES d’été') });
    expect(run).toMatchObject({ outcome: 'success', output: { id, name: 'Soldes d’été' } });
    expect(world.requests()).toEqual(ONE);

    await prepared(world, 'soldes D’ÉTÉ');
    world.mark();
    const second = await world.create(key, { campaign_id: 'Soldes d’été' });
    expect(endOf(second)).toEqual(ending('errored', twoCampaigns('Soldes d’été')));
    expect(world.requests()).toEqual({});
  });

  test('a campaign of an instance that the team was not given', async () => {
    const world = await startFrozen();
    const id = await campaignIn(world, { instance_id: demo.instances.events });
    const team = await world.connect({ api_key: demo.teamKey, team_id: demo.teamId });
    world.mark();
    const run = await world.zapier.run(team, `creates.${key}`, { campaign_id: id });
    expect(endOf(run)).toEqual(ending('errored', NOT_ASSIGNED));
    expect(world.requests()).toEqual(ONE);
  });

  const cases: Refused[] = [
    ...withoutValue('campaign_id', 'Campaign'),
    errored('an unknown campaign', {}, missing('campaign'), { requests: ONE }),
    errored('a name that none has', { campaign_id: mapped('April/../..') }, noCampaign('April/../..')),
    errored(
      'a plan without campaigns',
      {},
      'Your plan has no campaigns: see Plans and Billing in MsgFlash.',
      answered(operation, 403, 'CAMPAIGNS_NOT_AVAILABLE_ON_PLAN'),
    ),
    ...accountRefusals(operation),
  ];
  test.each(cases)('refused: $name', async (each) => {
    await expectRefused(`creates.${key}`, { campaign_id: mapped(unknownId(6)) }, each);
  });

  test.each(AMBIGUOUS)('$name: looks, or is repeated', async (fault) => {
    const prepare = async (world: FrozenWorld) => ({ campaign_id: await prepared(world) });
    const world = await expectRepeated(`creates.${key}`, {}, operation, fault, { canSee: true, prepare });
    expect(world.control.ledger()).toEqual([]);
  });
});
