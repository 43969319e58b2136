import { ApiError } from '../errors.ts';
import type { Instance } from '../records.ts';
import type { Store, Workspace } from '../store.ts';

/** An instance of any account, by ID or name. @throws ApiError 404 */
export function findInstance(store: Store, idOrName: string): { workspace: Workspace; instance: Instance } {
  for (const workspace of store.workspaces.values()) {
    const { instances } = workspace;
    const instance = instances.get(idOrName) ?? instances.all().find(({ name }) => name === idOrName);
    if (instance) return { workspace, instance };
  }
  throw new ApiError('NOT_FOUND', `No instance "${idOrName}"`);
}

/** The workspace of an account, of the first one without an ID. @throws ApiError 404 */
export function findWorkspace(store: Store, accountId: string | undefined): Workspace {
  const [first] = store.workspaces.values();
  const workspace = accountId === undefined ? first : store.workspaces.get(accountId);
  if (!workspace) throw new ApiError('NOT_FOUND', `No account "${accountId}"`);
  return workspace;
}
