import { expect, test } from '@jest/globals';
import { button } from '../../../lib/msgflash/content.ts';

test.each([
  ['reply', { kind: 'reply', id: 'yes' }, { id: 'yes' }],
  ['url', { kind: 'url', url: 'https://example.com' }, { url: 'https://example.com' }],
  ['call', { kind: 'call', phoneNumber: '+33639980001' }, { phoneNumber: '+33639980001' }],
  ['copy', { kind: 'copy', copyCode: 'PROMO10' }, { copyCode: 'PROMO10' }],
  [
    'pix',
    { kind: 'pix', currency: 'BRL', name: 'Loja', keyType: 'email', key: 'loja@example.com' },
    { currency: 'BRL', name: 'Loja', keyType: 'email', key: 'loja@example.com' },
  ],
] as const)('a %s button says its kind as type and as title', (kind, action, values) => {
  expect(button('Press', action)).toStrictEqual({ type: kind, title: kind, displayText: 'Press', ...values });
});
