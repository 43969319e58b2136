import { describe, expect, test } from '@jest/globals';
import { outputOf, startFrozen } from '../lib/sending/frozen.ts';
import { START } from '../support/world.ts';
import { campaignIn, changed, describeChange, PAUSE, UNTIL_START } from './running.ts';

const ONE = { [PAUSE]: 1 };

describe('a campaign is held back', () => {
  test('before it begins', async () => {
    const world = await startFrozen();
    const id = await campaignIn(world);
    await world.pass(60_000);
    const run = await world.create('pause_campaign', { campaign_id: ` ${id} ` });
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(world.requests()).toEqual(ONE);
    expect(world.wire()[0]).toMatchObject({ method: 'POST', path: `/api/v1/campaigns/${id}/pause`, query: {} });
    expect(world.wire()[0]?.body).toBeUndefined();
    const updated_at = new Date(START.getTime() + 60_000).toISOString();
    expect(outputOf(run)).toEqual({ ...changed, id, status: 'paused', updated_at });
    await world.pass(UNTIL_START + 60_000);
    expect(world.control.ledger()).toEqual([]);
  });

  test('in the middle of it', async () => {
    const world = await startFrozen();
    const id = await campaignIn(world);
    await world.pass(UNTIL_START + 150);
    const run = await world.create('pause_campaign', { campaign_id: id });
    expect(run).toMatchObject({ outcome: 'success', output: { status: 'paused', planned: 3, queued: 2 } });
    await world.pass(60_000);
    expect(world.control.ledger().map(({ status }) => status)).toEqual(['read', 'queued', 'queued']);
    expect(world.requests()).toEqual(ONE);
  });

  test('without a name for its instance where the list of instances was never read: no request for it', async () => {
    const world = await startFrozen();
    const id = await campaignIn(world);
    const other = await world.connect();
    world.mark();
    const run = await world.zapier.run(other, 'creates.pause_campaign', { campaign_id: id });
    expect(run).toMatchObject({
      outcome: 'success',
      output: { instance_id: changed.instance_id, instance_name: null, instance_number: null },
    });
    expect(world.requests()).toEqual(ONE);
  });

  test('an answer that lacks what it may lack', async () => {
    const world = await startFrozen();
    const id = await campaignIn(world);
    world.control.fault({ operation: PAUSE, kind: 'missing_optional' });
    const run = await world.create('pause_campaign', { campaign_id: id });
    expect(outputOf(run)).toEqual({ ...changed, id, status: 'paused', created_at: null, updated_at: null });
  });
});

describeChange('pause_campaign', PAUSE, 'paused', ['paused', 'completed', 'paused_quota']);
