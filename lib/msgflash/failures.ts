/** MsgFlash answered a request with a 4xx: it understood, and it did not do it. */
export class Refusal extends Error {
  readonly status: number;
  /** The documented error code, '' when the answer had none. */
  readonly code: string;
  /** The API's own sentence, '' when there was none. */
  readonly reason: string;
  /** Names of the API's fields that the answer complains about, as far as it names any. */
  readonly fields: readonly string[];
  /** Template variables that the answer says have no value, as far as it names any: `custom.code`. */
  readonly missing: readonly string[];
  /** Seconds after which to come back, where the answer says so. */
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
 * Why a request has no answer that can be trusted. Only after `unreached` is it certain that MsgFlash never saw the
 * request; after any other it may or may not have been carried out.
 */
export type Silence = 'unreached' | 'timeout' | 'connection' | 'server' | 'unreadable' | 'redirect';

/** A request without a usable answer: nobody knows what became of it unless `silence` is `unreached`. */
export class NoAnswer extends Error {
  readonly silence: Silence;
  /** The documented code of a 5xx, '' when there was none. */
  readonly code: string;

  constructor(silence: Silence, code = '') {
    super(`MsgFlash gave no usable answer (${silence})`);
    this.name = 'NoAnswer';
    this.silence = silence;
    this.code = code;
  }
}
