import { found } from '../errors.ts';
import type { Instance } from '../records.ts';
import type { Store, Workspace } from '../store.ts';

/** An instance of any account, by ID or name. @throws ApiError 404 */
export function findInstance(store: Store, idOrName: string): { workspace: Workspace; instance: Instance } {
  const all = [...store.workspaces.values()].flatMap((workspace) =>
    [...workspace.instances.values()].map((instance) => ({ workspace, instance })),
  );
  const match = all.find(({ instance: { id, name } }) => id === idOrName || name === idOrName);
  return found(match, `Instance "${idOrName}"`);
}

/** The workspace of an account, of the first one without an ID. @throws ApiError 404 */
export function findWorkspace(store: Store, accountId: string | undefined): Workspace {
  const [first] = store.workspaces.values();
  return found(accountId === undefined ? first : store.workspaces.get(accountId), `Account "${accountId}"`);
}
