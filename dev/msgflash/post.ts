import type { ClientRequest } from 'node:http';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isLoopback } from './webhooks.ts';

/** The result of a post. `status` is null if there was no response; `error` says why. */
export interface Posted {
  status: number | null;
  error: string | null;
}

/** Posts a webhook once. @param open holds the request while it runs, so that it can be aborted */
export function post(
  target: { url: string; headers: Record<string, string>; body: string },
  timeoutMs: number,
  open: Set<ClientRequest>,
): Promise<Posted> {
  const url = new URL(target.url);
  // Addresses elsewhere can be subscribed but are never called: this server must not send requests to other machines.
  if (!isLoopback(url.hostname)) return Promise.resolve({ status: null, error: 'Not on this machine' });
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const headers = { ...target.headers, 'Content-Length': Buffer.byteLength(target.body) };
  return new Promise((resolve) => {
    const request = send(url, { method: 'POST', agent: false, headers }, (response) => {
      response.resume();
      response.on('error', () => {});
      response.on('close', () => {
        clearTimeout(timer);
        resolve({ status: response.statusCode ?? null, error: null });
      });
    });
    const timer = setTimeout(() => request.destroy(new Error('No answer in time')), timeoutMs);
    open.add(request);
    request.on('close', () => open.delete(request));
    request.on('error', (error) => {
      clearTimeout(timer);
      resolve({ status: null, error: error.message });
    });
    request.end(target.body);
  });
}
