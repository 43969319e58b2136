import { instanceFor } from '../messages.ts';
import { healthOf, instanceObject, stateOf } from '../safety.ts';
import type { Operation, World } from '../world.ts';
import { ok } from '../world.ts';
import { uuid } from './paging.ts';

/** "/api-reference/instances/{list,get,state,health}". A team's key sees what the team was assigned. */
export function instanceRoutes(world: World): Operation[] {
  const { settings, clock } = world;
  return [
    {
      method: 'GET',
      path: '/instances',
      run({ workspace, team }) {
        const visible = workspace.instances.all().filter(({ id }) => !team || team.instanceIds.has(id));
        return ok(visible.map((instance) => instanceObject(instance, settings.generation.waNumber)));
      },
    },
    {
      method: 'GET',
      path: '/instances/{id}',
      run(call) {
        const instance = instanceFor(call, uuid(call.params.id));
        const { id, name, waNumber, status, ...rest } = instanceObject(instance, settings.generation.waNumber);
        const short = { id, name, waNumber, status };
        return ok(settings.generation.objects === 'partial' ? short : { ...short, ...rest });
      },
    },
    {
      method: 'GET',
      path: '/instances/{id}/state',
      run: (call) => ok(stateOf(instanceFor(call, uuid(call.params.id)))),
    },
    {
      method: 'GET',
      path: '/instances/{id}/health',
      run(call) {
        const instance = instanceFor(call, uuid(call.params.id));
        return ok(healthOf(call.workspace, instance, clock.now()));
      },
    },
  ];
}
