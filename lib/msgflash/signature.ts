import { createHmac, timingSafeEqual } from 'node:crypto';

/** Whether a delivery is genuine, and if not, why. */
export type Verdict = { ok: true } | { ok: false; reason: 'missing' | 'malformed' | 'wrong' };

const PREFIX = 'sha256=';
const HEX_DIGEST = /^[0-9a-f]{64}$/;

/**
 * Checks `X-MsgFlash-Signature: sha256=<hex HMAC-SHA256(secret, raw body)>`. `/guides/webhooks`
 *
 * @param header the header's value as it arrived, undefined if there was none
 * @param secret the endpoint's secret; an empty one matches nothing
 * @param body the raw body, byte for byte
 */
export function verifySignature(header: string | undefined, secret: string, body: string): Verdict {
  if (!header || !secret) return { ok: false, reason: 'missing' };
  const digest = header.startsWith(PREFIX) ? header.slice(PREFIX.length) : '';
  // Checked first because timingSafeEqual throws on values of different length.
  if (!HEX_DIGEST.test(digest)) return { ok: false, reason: 'malformed' };
  const expected = createHmac('sha256', secret).update(body, 'utf8').digest('hex');
  return timingSafeEqual(Buffer.from(digest), Buffer.from(expected)) ? { ok: true } : { ok: false, reason: 'wrong' };
}
