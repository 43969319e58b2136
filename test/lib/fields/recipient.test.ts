import { expect, test } from '@jest/globals';
import { phoneOf, recipientOf } from '../../../lib/fields/recipient.ts';
import { connection, expectProblemLater } from './problem.ts';

const french = { ...connection, defaultCountry: 'FR' };

test('To is read with the country beside it, else with that of the connection', async () => {
  expect(await recipientOf({ to: '06 39 98 00 01', country: 'fr' }, connection)).toBe('+33639980001');
  expect(await recipientOf({ to: '06 39 98 00 01' }, french)).toBe('+33639980001');
});

test('of two readings, the mobile one is meant', async () => {
  expect(await recipientOf({ to: '4915123456789', country: 'DE' }, connection)).toBe('+4915123456789');
  expect(await recipientOf({ to: '62812345678' }, { ...connection, defaultCountry: 'ID' })).toBe('+62812345678');
});

test('what cannot be read is named as the form labels it', async () => {
  await expectProblemLater(
    recipientOf({ to: 'x' }, french),
    'halted',
    '“x” in To is not a phone number. Nothing was done. Correct it in the app it comes from.',
  );
  await expectProblemLater(
    phoneOf({ phone: 'x' }, 'phone', 'Phone', french),
    'halted',
    '“x” in Phone is not a phone number. Nothing was done. Correct it in the app it comes from.',
  );
});
