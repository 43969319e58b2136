import { z } from 'zod';
import { iso } from '../dates.ts';
import { ApiError, found } from '../errors.ts';
import { get, type Operation, ok, post } from '../operation.ts';
import { parse } from '../parse.ts';
import { maxGroupsOf } from '../plan-limits.ts';
import type { Group } from '../records.ts';
import type { Services } from '../services.ts';
import { add } from '../store.ts';
import { matches, newestFirst, pageOf, searchQuery } from './paging.ts';

const groupBody = z.object({
  name: z.string().trim().min(1),
  description: z.string().nullish(),
  color: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, { message: 'Must be a hex color' })
    .nullish(),
});

/** "/guides/contacts", "/api-reference/contact-groups/{list,create,get}": groups in MsgFlash, not WhatsApp groups. */
export function groupRoutes({ clock, settings: { generation }, store }: Services): Operation[] {
  return [
    get('/contacts/groups', ({ workspace, query }) => {
      const wanted = parse(searchQuery, query);
      const all = newestFirst(workspace.groups);
      const accept = ({ name, description }: Group) => matches(wanted.search, name, description);
      if (generation.lists !== 'new') {
        const groups = all.filter(accept).map(groupObject);
        return ok(generation.lists === 'arrays' ? groups : { groups, total: groups.length });
      }
      const { items, ...paging } = pageOf(all, wanted, accept);
      return ok({ groups: items.map(groupObject), limit: wanted.limit, ...paging });
    }),
    post('/contacts/groups', ({ workspace, body }) => {
      const { name, description = null, color = null } = parse(groupBody, body);
      const allowed = maxGroupsOf(workspace.account);
      if (allowed !== null && workspace.groups.size >= allowed) {
        throw new ApiError('MAX_CONTACT_GROUPS_REACHED', `Your plan allows ${allowed} contact groups`);
      }
      if ([...workspace.groups.values()].some((group) => group.name === name)) {
        throw new ApiError('CONFLICT', 'A contact group with this name already exists');
      }
      const now = clock.now();
      const group = { id: store.newId('group'), name, description, color, createdAt: now, updatedAt: now };
      const { createdAt: _createdAt, ...answer } = groupObject(
        add(workspace.groups, { ...group, members: new Map<string, number>() }),
      );
      return ok(answer, 201);
    }),
    get('/contacts/groups/{groupId}', (call) => {
      const { id, name, contactCount, ...rest } = groupObject(
        found(call.workspace.groups.get(call.id), 'Contact group'),
      );
      return ok(generation.objects === 'partial' ? { id, name, contactCount } : { id, name, contactCount, ...rest });
    }),
  ];
}

/** The list element of "/api-reference/contact-groups/list". */
function groupObject({ id, name, description, color, members, createdAt }: Group) {
  return { id, name, description, color, contactCount: members.size, createdAt: iso(createdAt) };
}
