import { instanceFor } from '../checks.ts';
import { iso } from '../dates.ts';
import { get, type Operation, ok } from '../operation.ts';
import type { Instance } from '../records.ts';
import { healthOf } from '../safety.ts';
import type { Services } from '../services.ts';

const PROVIDER_STATE = { connected: 'open', connecting: 'connecting', disconnected: 'close', suspended: 'close' };

/** "/api-reference/instances/{list,get,state,health}". A team key sees only the instances assigned to the team. */
export function instanceRoutes({ clock, settings: { generation } }: Services): Operation[] {
  function instanceObject({ id, name, waNumber, status, createdAt, updatedAt }: Instance) {
    return {
      id,
      name,
      waNumber: generation.waNumber === 'plain' ? (waNumber?.replace('+', '') ?? null) : waNumber,
      status,
      webhook: null,
      meta: null,
      deletedAt: null,
      createdAt: iso(createdAt),
      updatedAt: iso(updatedAt),
    };
  }

  return [
    get('/instances', ({ workspace, team }) => {
      const visible = [...workspace.instances.values()].filter(({ id }) => !team || team.instanceIds.has(id));
      return ok(visible.map(instanceObject));
    }),
    get('/instances/{id}', (call) => {
      const object = instanceObject(instanceFor(call, call.id));
      const { id, name, waNumber, status } = object;
      return ok(generation.objects === 'partial' ? { id, name, waNumber, status } : object);
    }),
    get('/instances/{id}/state', (call) => {
      const { id, status } = instanceFor(call, call.id);
      return ok({ instanceId: id, status, providerState: PROVIDER_STATE[status] });
    }),
    get('/instances/{id}/health', (call) => ok(healthOf(call.workspace, instanceFor(call, call.id), clock.now()))),
  ];
}
