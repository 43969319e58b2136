import type { FastifyReply, FastifyRequest } from 'fastify';
import { errorBody } from './errors.ts';
import type { Fault } from './faults.ts';
import { withExtraFields, withoutOptional, wrongTypes } from './faults.ts';
import type { Answer } from './operation.ts';

const HTML =
  '<!doctype html><html><head><title>MsgFlash</title></head><body><h1>We will be back soon</h1></body></html>';
const HUGE = 10 * 1024 * 1024;
const JSON_TYPE = 'application/json; charset=utf-8';

/** What is needed to send a response. */
export interface Sender {
  /** The server's time, for the `Date` header. */
  now(): number;
  otherOrigin: string;
  /** Ends slow responses when the server closes. */
  closing: AbortSignal;
}

interface Outgoing {
  status: number;
  headers: Record<string, string | number>;
  bytes: Buffer;
}

/** Sends a response, changed by the fault if there is one. */
export async function sendAnswer(
  sender: Sender,
  request: FastifyRequest,
  reply: FastifyReply,
  answer: Answer,
  fault: Fault | undefined,
): Promise<void> {
  if (fault?.kind === 'slow_answer') await wait(fault.delayMs ?? 2000, sender.closing);
  const outgoing = compose(answer, request, fault, sender);
  const skew = fault?.kind === 'clock_skew' ? (fault.skewMs ?? 3_600_000) : 0;
  const headers = {
    date: new Date(sender.now() + skew).toUTCString(),
    'content-length': outgoing.bytes.length,
    ...outgoing.headers,
  };
  switch (fault?.kind) {
    case 'reset_before_accepting':
    case 'reset_after_accepting':
      reply.hijack();
      request.raw.socket.resetAndDestroy();
      return;
    case 'no_answer':
    case 'no_answer_after_accepting':
      // The connection stays open until the client or the server closes it.
      reply.hijack();
      return;
    case 'reset_mid_answer':
      reply.hijack();
      reply.raw.writeHead(outgoing.status, headers);
      reply.raw.write(outgoing.bytes.subarray(0, Math.max(outgoing.bytes.length >> 1, 1)), () =>
        request.raw.socket.destroy(),
      );
      return;
    case 'truncated_body':
      // Fewer bytes than announced, and the connection stays open: a client without a time limit waits forever.
      reply.hijack();
      reply.raw.writeHead(outgoing.status, { ...headers, 'content-length': outgoing.bytes.length + 100 });
      reply.raw.write(outgoing.bytes);
      return;
    default:
      await reply.code(outgoing.status).headers(headers).send(outgoing.bytes);
  }
}

/** Waits in real time, or until the signal. */
function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
    signal.addEventListener('abort', () => resolve());
  });
}

function compose(answer: Answer, request: FastifyRequest, fault: Fault | undefined, sender: Sender): Outgoing {
  const json = (body: unknown, status = answer.status): Outgoing => ({
    status,
    headers: { 'content-type': JSON_TYPE },
    bytes: Buffer.from(JSON.stringify(body)),
  });
  const html = (status: number): Outgoing => ({
    status,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    bytes: Buffer.from(HTML),
  });
  const redirect = (location: string): Outgoing => ({
    status: 307,
    headers: { location },
    bytes: Buffer.alloc(0),
  });
  switch (fault?.kind) {
    case 'error': {
      const outgoing = json(
        errorBody(fault.code ?? 'INTERNAL_ERROR', fault.message ?? 'Something went wrong'),
        fault.status ?? 500,
      );
      if (fault.retryAfter !== undefined) outgoing.headers['retry-after'] = fault.retryAfter;
      return outgoing;
    }
    case 'html_503':
      return html(503);
    case 'html_200':
      return html(200);
    case 'json_null':
      return json(null);
    case 'wrong_types':
      return json(wrongTypes(answer.body));
    case 'missing_optional':
      return json(withoutOptional(answer.body));
    case 'extra_fields':
      return json(withExtraFields(answer.body));
    case 'nested_envelope':
      return json({ data: answer.body });
    case 'huge_body':
      return json({ ...Object(answer.body), padding: 'x'.repeat(HUGE) });
    case 'truncated_json': {
      const whole = json(answer.body);
      return { ...whole, bytes: whole.bytes.subarray(0, Math.max(whole.bytes.length >> 1, 1)) };
    }
    case 'redirect_other_origin':
      return redirect(`${sender.otherOrigin}${request.url}`);
    case 'redirect_loop':
      return redirect('/loop');
    default:
      return Buffer.isBuffer(answer.body)
        ? { status: answer.status, headers: { ...answer.headers }, bytes: answer.body }
        : { ...json(answer.body), headers: { 'content-type': JSON_TYPE, ...answer.headers } };
  }
}
