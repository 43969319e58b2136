import { z } from 'zod';
import { instanceStatus } from '../records.ts';
import type { Services } from '../services.ts';
import { action } from './action.ts';
import { findInstance } from './find.ts';

const instance = z.string().min(1);

/** Links, unlinks and changes instances, which are given by ID or name. */
export function instanceControl({ clock, deliveries, store }: Services) {
  function setStatus(idOrName: string, status: 'connected' | 'disconnected'): void {
    const found = findInstance(store, idOrName);
    if (found.instance.status === status) return;
    found.instance.status = status;
    found.instance.updatedAt = clock.now();
    if (status === 'connected') found.instance.firstConnectedAt ??= clock.now();
    deliveries.instanceEvent(`instance.${status}`, found.workspace, found.instance);
  }

  return {
    link: action(z.object({ instance }), (input) => setStatus(input.instance, 'connected')),
    unlink: action(z.object({ instance }), (input) => setStatus(input.instance, 'disconnected')),
    /** Sets the given keys, without an event. */
    setInstance: action(
      z.object({
        instance,
        name: z.string().optional(),
        status: instanceStatus.optional(),
        waNumber: z.string().nullable().optional(),
      }),
      ({ instance: idOrName, name, status, waNumber }) => {
        const { instance: target } = findInstance(store, idOrName);
        target.name = name ?? target.name;
        target.status = status ?? target.status;
        if (waNumber !== undefined) target.waNumber = waNumber;
        target.updatedAt = clock.now();
      },
    ),
  };
}
