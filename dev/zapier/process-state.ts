/**
 * Core assumes that it is alone in its process. It writes the step's environment into process.env, replaces
 * http.request and global fetch to log requests, and ends a process that has run many steps and uses much memory. Here
 * it shares the process with other code, so all of this is undone when the last stand-in closes.
 */
import http from 'node:http';
import https from 'node:https';
import { coreConstants } from './core.ts';

const before = new Map<string, string | undefined>();
let holders = 0;
let undo: (() => void) | null = null;

function watchRequests(client: object): () => void {
  const request = Reflect.get(client, 'request');
  const patched = Reflect.has(client, 'patchedByZapier');
  return () => {
    if (patched || !Reflect.has(client, 'patchedByZapier')) return;
    Reflect.set(client, 'request', request);
    Reflect.deleteProperty(client, 'patchedByZapier');
    Reflect.deleteProperty(client, 'zapierLogger');
  };
}

function watchFetch(): () => void {
  const original = globalThis.fetch;
  return () => {
    if (Reflect.has(globalThis.fetch, 'patchedByZapier')) globalThis.fetch = original;
  };
}

function watchLimits(): () => void {
  const limit = coreConstants.KILL_MIN_LIMIT;
  coreConstants.KILL_MIN_LIMIT = Number.POSITIVE_INFINITY;
  return () => {
    coreConstants.KILL_MIN_LIMIT = limit;
  };
}

/**
 * Sets environment variables while a stand-in is open. As in a Lambda process, all code sees them, including other
 * stand-ins.
 *
 * @returns restores the process once the last stand-in has called it; calling it twice has no further effect
 */
export function holdProcess(environment: Record<string, string>): () => void {
  if (holders === 0) {
    const undos = [watchRequests(http), watchRequests(https), watchFetch(), watchLimits()];
    undo = () => undos.forEach((each) => void each());
  }
  holders += 1;
  // Core removes the one-time secret before every step, so it has to be restored too.
  for (const name of [...Object.keys(environment), '_ZAPIER_ONE_TIME_SECRET']) {
    if (!before.has(name)) before.set(name, process.env[name]);
  }
  Object.assign(process.env, environment);

  let held = true;
  return () => {
    if (!held) return;
    held = false;
    holders -= 1;
    if (holders > 0) return;
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    before.clear();
    undo?.();
    undo = null;
  };
}
