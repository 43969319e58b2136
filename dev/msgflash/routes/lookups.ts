import { z } from 'zod';
import { parse } from '../content.ts';
import { ApiError } from '../errors.ts';
import { doneCount } from '../lookups.ts';
import { instanceFor } from '../messages.ts';
import type { Lookup } from '../records.ts';
import { addContact, featuresOf, iso, isoOrNull } from '../store.ts';
import type { Call, Operation, World } from '../world.ts';
import { ok } from '../world.ts';
import { cursorQuery, newestFirstById, uuid } from './paging.ts';

const createBody = z.object({ instanceId: z.uuid(), numbers: z.array(z.string().min(1)).min(1).max(10_000) });
const importBody = z.object({ groupId: z.uuid().optional(), tag: z.string().trim().min(1).optional() });

/** "/guides/number-lookups", "/api-reference/number-lookups/*". */
export function lookupRoutes(world: World): Operation[] {
  const { clock, lookups, store } = world;

  const one = ({ workspace, params }: Call): Lookup => {
    const lookup = workspace.lookups.get(uuid(params.id));
    if (!lookup) throw new ApiError('LOOKUP_NOT_FOUND', 'Lookup not found');
    return lookup;
  };

  const poll = (call: Call): Lookup => {
    const lookup = one(call);
    lookups.asked(lookup);
    return lookup;
  };

  return [
    {
      method: 'POST',
      path: '/number-lookups',
      run(call) {
        const { workspace } = call;
        const { instanceId, numbers } = parse(createBody, call.body);
        const instance = instanceFor(call, instanceId);
        if (!featuresOf(workspace.account).numberLookups) {
          throw new ApiError('FEATURE_NOT_AVAILABLE_ON_PLAN', 'Number lookups are not available on your plan');
        }
        if (instance.status !== 'connected') throw new ApiError('PROVIDER_ERROR', 'The instance is not connected');
        const lookup = lookups.start(workspace, instance, numbers);
        if (lookup.status === 'pending') {
          const message = 'The lookup has started; poll its progress.';
          const { id: lookupId, status } = lookup;
          return ok({ mode: 'async', lookupId, status, requested: numbers.length, message }, 202);
        }
        return ok({
          mode: 'sync',
          lookupId: lookup.id,
          status: lookup.status,
          requested: numbers.length,
          normalized: lookup.normalizedCount,
          checked: lookup.checkedCount,
          onWhatsAppCount: lookup.result.onWhatsApp.length,
          notOnWhatsAppCount: lookup.result.notOnWhatsApp.length,
          invalidCount: lookup.result.invalid.length,
          result: lookup.result,
        });
      },
    },
    {
      method: 'GET',
      path: '/number-lookups',
      run({ workspace, query }) {
        const { items, nextCursor, hasMore } = newestFirstById(workspace.lookups, parse(cursorQuery(20), query));
        return ok({ lookups: items.map(progressObject), nextCursor, hasMore });
      },
    },
    {
      method: 'GET',
      path: '/number-lookups/{id}',
      run(call) {
        const lookup = poll(call);
        const { error: _error, createdAt: _created, updatedAt: _updated, ...object } = progressObject(lookup);
        return ok({ ...object, result: lookup.result });
      },
    },
    { method: 'GET', path: '/number-lookups/{id}/progress', run: (call) => ok(progressObject(poll(call))) },
    {
      method: 'POST',
      path: '/number-lookups/{id}/cancel',
      run(call) {
        const lookup = one(call);
        if (!lookups.cancel(lookup)) {
          throw new ApiError('LOOKUP_CANNOT_BE_CANCELLED', `A lookup that is ${lookup.status} cannot be cancelled`);
        }
        return ok({ id: lookup.id, status: lookup.status, completedAt: isoOrNull(lookup.completedAt) });
      },
    },
    {
      method: 'POST',
      path: '/number-lookups/{id}/import-contacts',
      run(call) {
        const { workspace } = call;
        const lookup = one(call);
        const { groupId, tag } = parse(importBody, call.body ?? {});
        if (lookup.status !== 'done') throw new ApiError('LOOKUP_NOT_READY', 'The lookup is not done');
        const group = groupId === undefined ? null : workspace.groups.get(groupId);
        if (group === undefined) throw new ApiError('CONTACT_GROUP_NOT_FOUND', 'Contact group not found');
        const counts = { requested: lookup.result.onWhatsApp.length, created: 0, updated: 0, skipped: 0 };
        for (const { normalized } of lookup.result.onWhatsApp) {
          if (normalized === undefined) continue;
          const id = workspace.contactIdByPhone.get(normalized);
          const known = id === undefined ? undefined : workspace.contacts.get(id);
          const contact = known ?? createContact(call, normalized);
          counts[known ? 'updated' : 'created']++;
          if (tag !== undefined && !contact.tags.includes(tag)) contact.tags = [...contact.tags, tag];
          if (group && !group.members.has(contact.id)) group.members.set(contact.id, clock.now());
        }
        return ok(counts);
      },
    },
  ];

  function createContact({ workspace }: Call, phone: string) {
    const now = clock.now();
    return addContact(workspace, {
      id: store.newId('contact'),
      seq: store.nextSeq(),
      // A lookup knows no names.
      name: phone,
      phone,
      tags: [],
      meta: {},
      createdAt: now,
      updatedAt: now,
    });
  }
}

function progressObject(lookup: Lookup) {
  return {
    id: lookup.id,
    status: lookup.status,
    progress: Math.round((doneCount(lookup) / lookup.numbers.length) * 100),
    requestedCount: lookup.numbers.length,
    normalizedCount: lookup.normalizedCount,
    checkedCount: lookup.checkedCount,
    onWhatsAppCount: lookup.result.onWhatsApp.length,
    notOnWhatsAppCount: lookup.result.notOnWhatsApp.length,
    invalidCount: lookup.result.invalid.length,
    error: lookup.error,
    createdAt: iso(lookup.createdAt),
    updatedAt: iso(lookup.updatedAt),
    completedAt: isoOrNull(lookup.completedAt),
  };
}
