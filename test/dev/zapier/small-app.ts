import { afterEach } from '@jest/globals';
import zapierCore from 'zapier-platform-core';
import { startZapier, type Zapier, type ZapierOptions } from '../../../dev/zapier/index.ts';

interface Z {
  cache: {
    get(key: string, scope?: string[]): Promise<unknown>;
    set(key: string, value: unknown, ttl?: number | null, scope?: string[] | null, nx?: boolean): Promise<unknown>;
    delete(key: string, scope?: string[]): Promise<unknown>;
  };
  dehydrateFile(method: unknown, input: object): string;
  stashFile(data: unknown, length?: number, filename?: string, type?: string): Promise<string>;
}

interface Bundle {
  authData: Record<string, string>;
  inputData: Record<string, unknown>;
  inputDataRaw: Record<string, unknown>;
  meta: Record<string, unknown>;
  subscribeData: Record<string, unknown>;
  targetUrl: string;
  rawRequest: { method: string; querystring: string; headers: Record<string, string>; content: string };
  cleanedRequest: Record<string, unknown>;
}

export type Perform = (z: Z, bundle: Bundle) => unknown;

const { version: platformVersion } = zapierCore;
const noun = 'Thing';
const display = { label: 'Do Thing', description: 'Does a thing for the tests.' };
const sample = { id: 1 };

interface Parts {
  act?: Perform;
  inputFields?: readonly unknown[];
  hook?: Perform;
  subscribe?: Perform;
}

/** An app whose create `act` and hook `happened` do what a test says. */
function smallApp({ act = () => sample, inputFields = [], hook = () => [sample], subscribe = () => sample }: Parts) {
  return {
    version: '1.0.0',
    platformVersion,
    flags: { cleanInputData: false },
    authentication: { type: 'custom', fields: [{ key: 'api_key' }], test: () => ({}) },
    hydrators: { photo },
    creates: { act: { key: 'act', noun, display, operation: { inputFields, perform: act, sample } } },
    triggers: {
      happened: {
        key: 'happened',
        noun,
        display,
        operation: {
          type: 'hook',
          performSubscribe: subscribe,
          performUnsubscribe: () => ({}),
          perform: hook,
          performList: () => [sample],
          sample,
        },
      },
    },
  };
}

/** A hydrator of files. */
export const photo: Perform = (z, { inputData }) =>
  z.stashFile(Buffer.from(`picture ${inputData.id}`), undefined, 'photo.png', 'image/png');

let open: Zapier | undefined;
afterEach(() => open?.close());

/** Starts a stand-in with the small app, connected. Closed after the test. */
export async function start(parts: Parts, more: Partial<ZapierOptions> = {}) {
  const zapier = await startZapier({ app: smallApp(parts), ...more });
  open = zapier;
  const connection = await zapier.connect({ api_key: 'key' });
  const act = (input: Record<string, unknown> = {}, options: Parameters<Zapier['run']>[3] = {}) =>
    zapier.run(connection, 'creates.act', input, options);
  return { zapier, connection, act };
}
