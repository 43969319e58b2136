import { expect, test } from '@jest/globals';
import { demo } from '../../../dev/msgflash/demo.ts';
import { hello, startFrozen } from '../sending/frozen.ts';

test.each(['Main Store', ' main store ', 'MAIN STORE', '+33 6 39 98 00 01', '33639980001'])(
  'the instance written as %j is the one of that name or number',
  async (written) => {
    const { create, control } = await startFrozen();
    const run = await create('send_message', { ...hello, instance_id: written });
    expect(run).toMatchObject({ outcome: 'success', output: { instance_id: demo.instances.mainStore } });
    expect(control.ledger()).toHaveLength(1);
  },
);

test.each(['Main', 'Main Store 2', '+33 6 39 98 00 0'])('%j is no instance, and nothing is sent', async (written) => {
  const { create, control } = await startFrozen();
  const run = await create('send_message', { ...hello, instance_id: written });
  expect(run).toMatchObject({ outcome: 'errored' });
  expect(run.message).toContain(`“${written}” in Instance`);
  expect(control.ledger()).toHaveLength(0);
});
