import { z } from 'zod';
import { accountControl } from './control/accounts.ts';
import { action } from './control/action.ts';
import { instanceControl } from './control/instances.ts';
import { messageControl } from './control/messages.ts';
import { settingControl } from './control/settings.ts';
import { webhookControl } from './control/webhooks.ts';
import type { Faults } from './faults.ts';
import { faultInput } from './faults.ts';
import type { RateLimit } from './limits.ts';
import type { RequestLog } from './log.ts';
import type { MediaFiles } from './media.ts';
import type { OtherOrigin } from './other-origin.ts';
import type { Services } from './services.ts';

export type { LedgerEntry } from './ledger.ts';

/** What control needs besides the services. */
export interface ControlParts {
  faults: Faults;
  log: RequestLog;
  rate: RateLimit;
  media: MediaFiles;
  otherOrigin: OtherOrigin;
  url(): string;
}

/** What a tester can do that the API does not offer. Each function is also an HTTP route of that name. */
export type Control = ReturnType<typeof createControl>;

export function createControl(services: Services, { faults, log, rate, media, otherOrigin, url }: ControlParts) {
  const { clock, settings } = services;
  return {
    ...instanceControl(services),
    ...messageControl(services, { media, url, otherUrl: otherOrigin.url }),
    ...accountControl(services),
    ...settingControl(settings, rate),
    ...webhookControl(services),
    fault: action(faultInput, (input) => faults.add(input)),
    /** Removes all faults, or those for one API key. */
    clearFaults: ({ key }: { key?: string } = {}) => faults.clear(key),
    advance: action(z.object({ ms: z.number().min(0) }), ({ ms }) => clock.advance(ms)),
    settle: () => clock.settle(),
    requests: { all: log.all, mark: log.mark, since: log.since },
    /** The requests to the other origin. */
    elsewhere: () => [...otherOrigin.requests],
  };
}

/** The control functions by the name of their HTTP route. Each takes and returns JSON. */
export function controlRoutes({ requests, ...control }: Control): [name: string, run: (input: unknown) => unknown][] {
  const routes = { ...control, requests: requests.all, mark: requests.mark };
  return Object.entries(routes).map(([name, run]) => [name, (input) => Reflect.apply(run, null, [input])]);
}
