/**
 * Core assumes that it is alone in its process. It writes the step's environment into process.env, replaces
 * http.request and global fetch to log requests, and ends a process that has run many steps and uses much memory. Here
 * it shares the process with other code, so all of this is undone when the last stand-in closes.
 */
import http from 'node:http';
import https from 'node:https';
import { coreConstants } from './core.ts';

/** What core sets in `http` and `https`. */
const PATCHED = ['request', 'patchedByZapier', 'zapierLogger'];

const undos: (() => void)[] = [];
let holders = 0;

/** Remembers properties of an object, to restore them later. */
function remember(object: object, names: readonly string[]): void {
  for (const name of names) {
    const before = Object.getOwnPropertyDescriptor(object, name);
    undos.push(() => {
      if (before) Object.defineProperty(object, name, before);
      else Reflect.deleteProperty(object, name);
    });
  }
}

/**
 * Sets environment variables while a stand-in is open. As in a Lambda process, all code sees them, including other
 * stand-ins.
 *
 * @returns restores the process once every stand-in has called it
 */
export function holdProcess(environment: Record<string, string>): () => void {
  if (holders === 0) {
    for (const client of [http, https]) remember(client, PATCHED);
    remember(globalThis, ['fetch']);
    // Core removes the one-time secret before every step.
    remember(process.env, ['_ZAPIER_ONE_TIME_SECRET']);
    remember(coreConstants, ['KILL_MIN_LIMIT']);
    coreConstants.KILL_MIN_LIMIT = Number.POSITIVE_INFINITY;
  }
  holders += 1;
  remember(process.env, Object.keys(environment));
  Object.assign(process.env, environment);
  return () => {
    holders -= 1;
    if (holders > 0) return;
    for (const undo of undos.splice(0).reverse()) undo();
  };
}
