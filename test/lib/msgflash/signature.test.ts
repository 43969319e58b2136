import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { verifySignature } from '../../../lib/msgflash/signature.ts';

const SECRET = 'not-a-real-secret';
const BODY = '{"event":"message.delivered","messageId":"msg_1","to":"+33639980042"}';

const hex = (body: string, secret: string) =>
  createHmac('sha256', secret).update(Buffer.from(body, 'utf8')).digest('hex');
const sign = (body: string, secret: string) => `sha256=${hex(body, secret)}`;
const genuine = sign(BODY, SECRET);

describe('verifySignature', () => {
  test('accepts what MsgFlash signed', () => {
    // The digest is written out, made by another program.
    const header = 'sha256=bd3b45540dbae47874e635d54c1ceaaccdb275dd28359a48f95eef49f9d07aba';
    expect(verifySignature(header, SECRET, '{"a":1}')).toEqual({ ok: true });
    for (const body of [BODY, '', '{"text":"Grüße 👋"}', ' {\r\n "a" : 1 }\n']) {
      expect(verifySignature(sign(body, SECRET), SECRET, body)).toEqual({ ok: true });
    }
  });

  test.each([
    ['no header', undefined, 'missing'],
    ['an empty header', '', 'missing'],
    ['a digest without its prefix', hex(BODY, SECRET), 'malformed'],
    ['another algorithm', `sha1=${hex(BODY, SECRET)}`, 'malformed'],
    ['the prefix in capitals', `SHA256=${hex(BODY, SECRET)}`, 'malformed'],
    ['the prefix alone', 'sha256=', 'malformed'],
    ['the prefix twice', `sha256=${genuine}`, 'malformed'],
    ['a digest in capitals', `sha256=${hex(BODY, SECRET).toUpperCase()}`, 'malformed'],
    ['a digest one short', genuine.slice(0, -1), 'malformed'],
    ['a digest one long', `${genuine}0`, 'malformed'],
    ['a digest with a line break', `${genuine}\n`, 'malformed'],
    ['a space before it', ` ${genuine}`, 'malformed'],
    ['two signatures', `${genuine},${genuine}`, 'malformed'],
    ['letters that are no hex', `sha256=${'g'.repeat(64)}`, 'malformed'],
    ['characters of several bytes', `sha256=${'é'.repeat(64)}`, 'malformed'],
    ['a made-up digest', `sha256=${'0'.repeat(64)}`, 'wrong'],
    ['the digest of another body', sign(`${BODY} `, SECRET), 'wrong'],
    ['the digest of another subscription', sign(BODY, 'not-a-real-secret-either'), 'wrong'],
    ['the hash without a key', `sha256=${createHmac('sha256', '').update(BODY).digest('hex')}`, 'wrong'],
  ])('refuses %s', (_what, header, reason) => {
    expect(verifySignature(header, SECRET, BODY)).toEqual({ ok: false, reason });
  });

  test('an empty secret matches nothing, not even its own digest', () => {
    expect(verifySignature(sign(BODY, ''), '', BODY)).toEqual({ ok: false, reason: 'missing' });
  });

  const text = fc.string({ unit: 'binary', minLength: 1 });
  // Surrogates would be changed into what UTF-8 cannot tell apart.
  const plain = fc.string({ unit: 'grapheme-ascii', minLength: 1 });
  /** The text with one character replaced by another. */
  const changeOne = (whole: string, at: number) => {
    const index = at % whole.length;
    return whole.slice(0, index) + (whole[index] === 'a' ? 'b' : 'a') + whole.slice(index + 1);
  };

  test('accepts any body under any secret, and refuses whatever else arrives', () => {
    fc.assert(
      fc.property(text, text, fc.option(fc.string({ unit: 'binary' })), (body, secret, header) => {
        expect(verifySignature(sign(body, secret), secret, body)).toEqual({ ok: true });
        expect(verifySignature(header ?? undefined, secret, body).ok).toBe(false);
      }),
    );
  });

  test('refuses any change of the body, of the secret or of the header', () => {
    fc.assert(
      fc.property(plain, plain, fc.nat(), (body, secret, at) => {
        const header = sign(body, secret);
        expect(verifySignature(header, secret, changeOne(body, at)).ok).toBe(false);
        expect(verifySignature(header, changeOne(secret, at), body).ok).toBe(false);
        expect(verifySignature(changeOne(header, at), secret, body).ok).toBe(false);
        expect(verifySignature(header, secret, `${body}\n`).ok).toBe(false);
      }),
    );
  });
});
