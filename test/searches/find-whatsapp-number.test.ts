import { describe, expect, test } from '@jest/globals';
import { demo } from '../../dev/msgflash/demo.ts';
import { mapped } from '../../dev/zapier/index.ts';
import { startFrozen } from '../lib/sending/frozen.ts';
import {
  accountRefusals,
  answered,
  blank,
  empty,
  expectRefused,
  filling,
  missing,
  type Refused,
  readTroubles,
  unknownId,
} from '../support/refused.ts';

const ASK = 'POST /number-lookups';
const ONE = { [ASK]: 1 };
const { instances, numbers } = demo;
const from = { instance_id: instances.mainStore };

describe('whether a number is on WhatsApp', () => {
  test.each([
    ['it is', '06 39 98 10 01', numbers.awa, true],
    ['it is, of a stranger', 'tel:+33 6 39 98 55 55', numbers.stranger, true],
    ['it is not', '+33 (6) 39-98-99-21', numbers.notOnWhatsApp, false],
  ])('%s', async (_name, phone, number, isOnWhatsApp) => {
    const { connection, control, requests, wire, zapier } = await startFrozen();
    const run = await zapier.run(connection, 'searches.find_whatsapp_number', { ...from, phone: mapped(` ${phone} `) });
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(run.output).toEqual([{ id: number, input: phone, number, is_on_whatsapp: isOnWhatsApp, reason: null }]);
    expect(requests()).toEqual(ONE);
    expect(wire()[0]?.body).toEqual({ instanceId: instances.mainStore, numbers: [number] });
    expect(control.ledger()).toEqual([]);
  });

  test('a country of its own', async () => {
    const { connection, wire, zapier } = await startFrozen({ authData: { api_key: demo.key } });
    const input = { ...from, phone: '06 39 98 10 01', country: 'FR' };
    expect(await zapier.run(connection, 'searches.find_whatsapp_number', input)).toMatchObject({ outcome: 'success' });
    expect(wire()[0]?.body).toMatchObject({ numbers: [numbers.awa] });
  });
});

describe('what cannot be told', () => {
  const cases: Refused[] = [
    { name: 'no instance', input: { instance_id: empty }, outcome: 'errored', message: filling('Instance') },
    { name: 'a blank instance', input: { instance_id: blank }, outcome: 'errored', message: filling('Instance') },
    {
      name: 'no number',
      input: { phone: empty },
      outcome: 'halted',
      message: 'Phone is empty: it needs a phone number. Fill in Phone. Nothing was done.',
    },
    {
      name: 'letters for a number',
      input: { phone: 'unknown' },
      outcome: 'halted',
      message: '“unknown” in Phone is not a phone number. Nothing was done. Correct it in the app it comes from.',
    },
    {
      name: 'an international number that breaks off',
      input: { phone: '+33 6 39' },
      outcome: 'halted',
      message: '“+33 6 39” in Phone is not a complete phone number. Check the digits after the +. Nothing was done.',
    },
    {
      name: 'an instance that was deleted',
      input: { instance_id: mapped(unknownId(1)) },
      outcome: 'errored',
      message: missing('instance'),
      requests: ONE,
    },
    {
      name: 'an instance that the team was not given',
      authData: { api_key: demo.teamKey, team_id: demo.teamId },
      input: { instance_id: instances.events, phone: numbers.awa },
      outcome: 'errored',
      message:
        'This instance is not assigned to your team. Choose another Instance, or ask the owner to assign it to the team.',
      requests: ONE,
    },
    {
      name: 'an instance that is not connected',
      input: { instance_id: instances.events },
      outcome: 'throttled',
      message:
        'MsgFlash answered that WhatsApp gave an error. Check that the instance is connected. Zapier tries this step again automatically.',
      requests: ONE,
    },
    {
      name: 'a plan without number checks',
      given: ({ control }) => control.setPlan({ features: { numberLookups: false } }),
      outcome: 'errored',
      message: 'Your plan does not include this: see Plans and Billing in MsgFlash.',
      requests: ONE,
    },
    {
      name: 'part of the name of an instance',
      input: { instance_id: mapped('Main') },
      outcome: 'errored',
      message:
        'No instance in MsgFlash fits “Main” in Instance. Choose one from the list, or map the ID of Find Instance. Nothing was done.',
      requests: { 'GET /instances': 1 },
    },
    ...(['PROVIDER_TIMEOUT', 'PROVIDER_UNAVAILABLE'] as const).map(
      (code): Refused => ({
        ...answered(ASK, 502, code),
        name: code,
        outcome: 'throttled',
        message: `${
          code === 'PROVIDER_TIMEOUT'
            ? 'MsgFlash answered that WhatsApp did not respond in time.'
            : 'MsgFlash answered that it cannot reach WhatsApp at the moment.'
        } Zapier tries this step again automatically.`,
      }),
    ),
    ...readTroubles(ASK).map((each) => ({
      ...each,
      message:
        each.outcome === 'errored'
          ? `MsgFlash could not find out whether ${numbers.awa} is on WhatsApp. Try again in a few minutes.`
          : each.message,
    })),
    ...accountRefusals(ASK),
  ];
  test.each(cases)('$name', async (each) => {
    await expectRefused('searches.find_whatsapp_number', { ...from, phone: '06 39 98 10 01' }, each);
  });
});
