import { describe, expect, test } from '@jest/globals';
import { outputOf, startFrozen } from '../lib/sending/frozen.ts';
import { campaignIn, changed, describeChange, RESUME, STATES, UNTIL_START } from './running.ts';

const ONE = { [RESUME]: 1 };

describe('a campaign goes on', () => {
  test('before it began: it waits for its start again', async () => {
    const world = await startFrozen();
    const id = await campaignIn(world);
    await STATES.paused(world, id);
    const run = await world.create('resume_campaign', { campaign_id: id });
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(world.requests()).toEqual(ONE);
    expect(world.wire()[0]).toMatchObject({ method: 'POST', path: `/api/v1/campaigns/${id}/resume`, query: {} });
    expect(world.wire()[0]?.body).toBeUndefined();
    // Unlike a pause, it is weighed anew.
    expect(outputOf(run)).toEqual({
      ...changed,
      id,
      status: 'scheduled',
      audience_size: 3,
      audience_limit: 10_000,
      safety_decision: 'allow',
      safety_risk_level: 'low',
      safety_score: 92,
    });
    expect(world.control.ledger()).toEqual([]);
    await world.pass(UNTIL_START + 60_000);
    expect(world.control.ledger().map(({ status }) => status)).toEqual(['read', 'read', 'read']);
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
    const to = world.control.ledger().map((message) => message.to);
    expect(to).toHaveLength(3);
    expect(new Set(to).size).toBe(3);
    expect(world.control.ledger().map(({ status }) => status)).toEqual(['read', 'read', 'read']);
    expect(world.requests()).toEqual(ONE);
  });

  test('after the plan had no messages left', async () => {
    const world = await startFrozen();
    const id = await campaignIn(world);
    await STATES.paused_quota(world);
    world.control.setUsage({ messages: 0 });
    const run = await world.create('resume_campaign', { campaign_id: id });
    expect(run).toMatchObject({ outcome: 'success', output: { status: 'running' } });
    await world.pass(60_000);
    expect(world.control.ledger().map(({ status }) => status)).toEqual(['read', 'read', 'read']);
  });
});

describeChange('resume_campaign', RESUME, 'resumed', ['scheduled', 'running', 'completed']);
