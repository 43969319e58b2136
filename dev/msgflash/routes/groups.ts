import { z } from 'zod';
import { iso } from '../dates.ts';
import { ApiError, found } from '../errors.ts';
import { type Call, type Operation, ok } from '../operation.ts';
import { parse } from '../parse.ts';
import { maxGroupsOf } from '../plan-limits.ts';
import type { Group } from '../records.ts';
import type { Services } from '../services.ts';
import type { Workspace } from '../store.ts';
import { cursorQuery, newestFirst, search, uuid } from './paging.ts';

const groupBody = z.object({
  name: z.string().trim().min(1),
  description: z.string().nullish(),
  color: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, { message: 'Must be a hex color' })
    .nullish(),
});
const listQuery = cursorQuery(50).extend({ search });

/** "/guides/contacts", "/api-reference/contact-groups/{list,create,get}": groups in MsgFlash, not WhatsApp groups. */
export function groupRoutes({ clock, settings, store }: Services): Operation[] {
  const isPartial = () => settings.generation.objects === 'partial';
  const one = ({ workspace, params }: Call) =>
    found(workspace.groups.get(uuid(params.groupId, 'groupId')), 'Contact group');

  function refuseTaken(workspace: Workspace, name: string): void {
    if (workspace.groups.all().some((group) => group.name === name)) {
      throw new ApiError('CONFLICT', 'A contact group with this name already exists');
    }
  }

  return [
    {
      method: 'GET',
      path: '/contacts/groups',
      run({ workspace, query }) {
        const wanted = parse(listQuery, query);
        const accept = hasText(wanted.search);
        const groups = workspace.groups.all();
        const total = wanted.search === undefined ? groups.length : groups.filter(accept).length;
        if (settings.generation.lists !== 'new') {
          const all = groups.filter(accept).toReversed().map(groupObject);
          return ok(settings.generation.lists === 'arrays' ? all : { groups: all, total });
        }
        const { items, nextCursor, hasMore } = newestFirst(workspace.groups, wanted, accept);
        return ok({ groups: items.map(groupObject), total, limit: wanted.limit, nextCursor, hasMore });
      },
    },
    {
      method: 'POST',
      path: '/contacts/groups',
      run({ workspace, body }) {
        const wanted = parse(groupBody, body);
        const allowed = maxGroupsOf(workspace.account);
        if (allowed !== null && workspace.groups.size >= allowed) {
          throw new ApiError('MAX_CONTACT_GROUPS_REACHED', `Your plan allows ${allowed} contact groups`);
        }
        refuseTaken(workspace, wanted.name);
        const group = workspace.groups.add({
          id: store.newId('group'),
          seq: store.nextSeq(),
          name: wanted.name,
          description: wanted.description ?? null,
          color: wanted.color ?? null,
          createdAt: clock.now(),
          members: new Map(),
        });
        const { createdAt: _createdAt, ...answer } = groupObject(group);
        return ok(answer, 201);
      },
    },
    {
      method: 'GET',
      path: '/contacts/groups/{groupId}',
      run(call) {
        const { id, name, contactCount, ...rest } = groupObject(one(call));
        return ok(isPartial() ? { id, name, contactCount } : { id, name, contactCount, ...rest });
      },
    },
  ];
}

function hasText(text: string | undefined): (group: Group) => boolean {
  if (text === undefined) return () => true;
  const wanted = text.toLowerCase();
  return ({ name, description }) =>
    name.toLowerCase().includes(wanted) || (description ?? '').toLowerCase().includes(wanted);
}

/** The list element of "/api-reference/contact-groups/list". */
function groupObject(group: Group) {
  return {
    id: group.id,
    name: group.name,
    description: group.description,
    color: group.color,
    contactCount: group.members.size,
    createdAt: iso(group.createdAt),
  };
}
