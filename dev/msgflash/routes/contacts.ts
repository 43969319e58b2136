import { z } from 'zod';
import { iso } from '../dates.ts';
import { ApiError, found } from '../errors.ts';
import { get, type Operation, ok, post, put } from '../operation.ts';
import { parse } from '../parse.ts';
import type { Contact } from '../records.ts';
import type { Services } from '../services.ts';
import type { Workspace } from '../store.ts';
import { add, contactByPhone } from '../store.ts';
import { matches, newestFirst, pageOf, searchQuery } from './paging.ts';

const createBody = z.object({
  name: z.string().trim().min(1),
  // "Number is normalised server-side, with or without +".
  phone: z
    .string()
    .regex(/^\+?[1-9]\d{6,14}$/, { message: 'Must be an E.164 number' })
    .transform((value) => value.replace(/^\+?/, '+')),
  tags: z.array(z.string().min(1)).optional(),
  meta: z.record(z.string(), z.unknown()).optional(),
});
const listQuery = searchQuery.extend({ sort: z.literal('createdAt_desc').default('createdAt_desc') });

/** "/guides/contacts", "/api-reference/contacts/{list,create,get,update}". */
export function contactRoutes({ clock, settings, store }: Services): Operation[] {
  const isPartial = () => settings.generation.objects === 'partial';

  function refuseTaken(workspace: Workspace, phone: string, ownId?: string): void {
    const taken = contactByPhone(workspace, phone);
    if (taken && taken.id !== ownId) {
      throw new ApiError('CONFLICT', 'Contact with this phone already exists for this user');
    }
  }

  const single = (contact: Contact) => {
    const { id, name, phone } = contact;
    return isPartial() ? { id, name, phone } : { ...contactObject(contact), meta: contact.meta };
  };

  return [
    get('/contacts', ({ workspace, query }) => {
      const { sort, ...wanted } = parse(listQuery, query);
      const all = newestFirst(workspace.contacts);
      const accept = ({ name, phone }: Contact) => matches(wanted.search, name, phone);
      if (settings.generation.lists !== 'new') return ok(all.filter(accept).map(olderObject));
      const { items, ...paging } = pageOf(all, wanted, accept);
      return ok({ contacts: items.map(contactObject), limit: wanted.limit, sort, ...paging });
    }),
    post('/contacts', ({ workspace, body }) => {
      const { name, phone, tags = [], meta = {} } = parse(createBody, body);
      refuseTaken(workspace, phone);
      const now = clock.now();
      const id = store.newId('contact');
      const contact = add(workspace.contacts, { id, name, phone, tags, meta, createdAt: now, updatedAt: now });
      return ok(single(contact), 201);
    }),
    get('/contacts/{id}', ({ workspace, id }) => ok(single(found(workspace.contacts.get(id), 'Contact')))),
    put('/contacts/{id}', ({ workspace, id, body }) => {
      const contact = found(workspace.contacts.get(id), 'Contact');
      const { name, phone, tags, meta } = parse(createBody.partial(), body);
      if (phone !== undefined) refuseTaken(workspace, phone, id);
      contact.name = name ?? contact.name;
      contact.phone = phone ?? contact.phone;
      contact.tags = tags ?? contact.tags;
      contact.meta = meta ?? contact.meta;
      contact.updatedAt = clock.now();
      return ok(isPartial() ? { id, name: contact.name } : single(contact));
    }),
  ];
}

/** The list element of older pages, with `meta` and without `temperature`. */
function olderObject(contact: Contact) {
  const { temperature: _temperature, ...rest } = contactObject(contact);
  return { ...rest, meta: contact.meta };
}

/** The list element of "/api-reference/contacts/list". The newest version has no `meta`. */
function contactObject({ id, name, phone, tags, createdAt, updatedAt }: Contact) {
  return { id, name, phone, tags, temperature: null, createdAt: iso(createdAt), updatedAt: iso(updatedAt) };
}
