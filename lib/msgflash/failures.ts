/** MsgFlash returned a 4xx: it understood the request and did not carry it out. */
export class Refusal extends Error {
  readonly status: number;
  /** The documented error code, '' if there was none. */
  readonly code: string;
  /** The API's own message, '' if there was none. */
  readonly reason: string;
  /** The API's names of the fields that the response reports, if any. */
  readonly fields: readonly string[];
  /** The template variables that the response reports as having no value, if any: `custom.code`. */
  readonly missing: readonly string[];
  /** Seconds to wait before the next request; null if the response does not say. */
  readonly retryAfter: number | null;

  constructor(refusal: {
    status: number;
    code?: string;
    reason?: string;
    fields?: readonly string[];
    missing?: readonly string[];
    retryAfter?: number | null;
  }) {
    super(`MsgFlash refused the request with ${refusal.status} ${refusal.code ?? ''}`.trim());
    this.name = 'Refusal';
    this.status = refusal.status;
    this.code = refusal.code ?? '';
    this.reason = refusal.reason ?? '';
    this.fields = refusal.fields ?? [];
    this.missing = refusal.missing ?? [];
    this.retryAfter = refusal.retryAfter ?? null;
  }
}

/**
 * Why a request has no usable response. Only `unreached` means that MsgFlash certainly never got the request; after any
 * other, it may or may not have been carried out.
 */
export type Silence = 'unreached' | 'timeout' | 'connection' | 'server' | 'unreadable' | 'redirect';

/** A request without a usable response. It may have been carried out, unless `silence` is `unreached`. */
export class NoAnswer extends Error {
  readonly silence: Silence;
  /** The documented code of a 5xx, '' if there was none. */
  readonly code: string;

  constructor(silence: Silence, code = '') {
    super(`MsgFlash gave no usable answer (${silence})`);
    this.name = 'NoAnswer';
    this.silence = silence;
    this.code = code;
  }
}
