import { z } from 'zod';
import { parse } from '../content.ts';
import { ApiError, found } from '../errors.ts';
import { ASYNC_FROM } from '../jobs.ts';
import type { Group } from '../records.ts';
import { encodeCursor, forwards, page } from '../shelf.ts';
import type { Workspace } from '../store.ts';
import { iso, maxGroupsOf } from '../store.ts';
import type { Call, Operation, World } from '../world.ts';
import { ok } from '../world.ts';
import { contactIds, startedJob } from './bulk.ts';
import { matches } from './contacts.ts';
import { cursorQuery, newestFirst, readCursor, search, uuid } from './paging.ts';

const groupBody = z.object({
  name: z.string().trim().min(1),
  description: z.string().nullish(),
  color: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, { message: 'Must be a hex color' })
    .nullish(),
});
const listQuery = cursorQuery(50).extend({ search });
const memberCursor = z.tuple([z.string()]);

/** "/guides/contacts", "/api-reference/contact-groups/*": lists of MsgFlash, not WhatsApp groups. */
export function groupRoutes(world: World): Operation[] {
  const { clock, jobs, settings, store } = world;
  const isPartial = () => settings.generation.objects === 'partial';
  const one = ({ workspace, params }: Call) =>
    found(workspace.groups.get(uuid(params.groupId, 'groupId')), 'Contact group');

  function refuseTaken(workspace: Workspace, name: string, ownId?: string): void {
    if (workspace.groups.all().some((group) => group.name === name && group.id !== ownId)) {
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
    {
      method: 'PUT',
      path: '/contacts/groups/{groupId}',
      run(call) {
        const group = one(call);
        const wanted = parse(groupBody.partial(), call.body);
        if (wanted.name !== undefined) refuseTaken(call.workspace, wanted.name, group.id);
        group.name = wanted.name ?? group.name;
        if (wanted.description !== undefined) group.description = wanted.description;
        if (wanted.color !== undefined) group.color = wanted.color;
        const { id, name, ...rest } = groupObject(group);
        return ok(isPartial() ? { id, name } : { id, name, ...rest });
      },
    },
    {
      method: 'DELETE',
      path: '/contacts/groups/{groupId}',
      run(call) {
        call.workspace.groups.remove(one(call).id);
        return ok({ deleted: true });
      },
    },
    {
      method: 'GET',
      path: '/contacts/groups/{groupId}/members',
      run(call) {
        const group = one(call);
        const wanted = parse(listQuery, call.query);
        const accept = matches(wanted.search);
        const members = [...group.members].flatMap(([id, addedAt], index) => {
          const contact = call.workspace.contacts.get(id);
          return contact && accept(contact) ? [{ contact, addedAt, index }] : [];
        });
        const after = wanted.cursor === undefined ? undefined : readCursor(memberCursor, wanted.cursor)[0];
        const place = after === undefined ? -1 : [...group.members.keys()].indexOf(after);
        const { items, hasMore } = page(forwards(members), {
          limit: wanted.limit,
          isPast: ({ index }) => index <= place,
        });
        const last = items.at(-1);
        return ok({
          [settings.generation.members]: items.map(({ contact, addedAt }) => ({
            id: contact.id,
            name: contact.name,
            phone: contact.phone,
            tags: contact.tags,
            addedAt: iso(addedAt),
          })),
          limit: wanted.limit,
          total: members.length,
          nextCursor: hasMore && last ? encodeCursor(last.contact.id) : null,
          hasMore,
        });
      },
    },
    {
      method: 'POST',
      path: '/contacts/groups/{groupId}/members',
      run(call) {
        const group = one(call);
        const ids = parse(contactIds, call.body).contactIds;
        const add = (id: string) => {
          if (!call.workspace.contacts.get(id)) return 'notFound';
          if (group.members.has(id)) return 'alreadyInGroup';
          group.members.set(id, clock.now());
          return 'added';
        };
        const counters = ['added', 'alreadyInGroup', 'notFound'];
        if (ids.length >= ASYNC_FROM) {
          const work = { operation: 'add_to_group', groupId: group.id, ids, counters, one: add } as const;
          return startedJob(jobs.start(call.workspace, work));
        }
        return ok({ ...count(counters, ids.map(add)), total: ids.length });
      },
    },
    {
      method: 'DELETE',
      path: '/contacts/groups/{groupId}/members',
      run(call) {
        const group = one(call);
        const ids = parse(contactIds, call.body).contactIds;
        const remove = (id: string) => (group.members.delete(id) ? 'removed' : 'notInGroup');
        const counters = ['removed', 'notInGroup'];
        if (ids.length >= ASYNC_FROM) {
          const work = { operation: 'remove_from_group', groupId: group.id, ids, counters, one: remove } as const;
          return startedJob(jobs.start(call.workspace, work));
        }
        return ok(count(counters, ids.map(remove)));
      },
    },
  ];
}

function count(counters: readonly string[], outcomes: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    counters.map((counter) => [counter, outcomes.filter((outcome) => outcome === counter).length]),
  );
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
