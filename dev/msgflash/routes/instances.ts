import { instanceFor } from '../checks.ts';
import { iso } from '../dates.ts';
import { type Operation, ok } from '../operation.ts';
import type { Instance } from '../records.ts';
import { healthOf } from '../safety.ts';
import type { Services } from '../services.ts';
import { uuid } from './paging.ts';

const PROVIDER_STATE = { connected: 'open', connecting: 'connecting', disconnected: 'close', suspended: 'close' };

/** "/api-reference/instances/{list,get,state,health}". A team key sees only the instances assigned to the team. */
export function instanceRoutes({ clock, settings: { generation } }: Services): Operation[] {
  /** The instance object of "/api-reference/instances/list". The shortest sample has only its first four keys. */
  function instanceObject({ id, name, waNumber, status, createdAt, updatedAt }: Instance, isShort = false) {
    const number = generation.waNumber === 'plain' ? (waNumber?.replace('+', '') ?? null) : waNumber;
    const short = { id, name, waNumber: number, status };
    if (isShort) return short;
    return {
      ...short,
      webhook: null,
      meta: null,
      deletedAt: null,
      createdAt: iso(createdAt),
      updatedAt: iso(updatedAt),
    };
  }

  return [
    {
      method: 'GET',
      path: '/instances',
      run({ workspace, team }) {
        const visible = workspace.instances.all().filter(({ id }) => !team || team.instanceIds.has(id));
        return ok(visible.map((instance) => instanceObject(instance)));
      },
    },
    {
      method: 'GET',
      path: '/instances/{id}',
      run: (call) => ok(instanceObject(instanceFor(call, uuid(call.params.id)), generation.objects === 'partial')),
    },
    {
      method: 'GET',
      path: '/instances/{id}/state',
      run(call) {
        const { id, status } = instanceFor(call, uuid(call.params.id));
        return ok({ instanceId: id, status, providerState: PROVIDER_STATE[status] });
      },
    },
    {
      method: 'GET',
      path: '/instances/{id}/health',
      run: (call) => ok(healthOf(call.workspace, instanceFor(call, uuid(call.params.id)), clock.now())),
    },
  ];
}
