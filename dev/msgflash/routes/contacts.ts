import { z } from 'zod';
import { iso } from '../dates.ts';
import { ApiError, found } from '../errors.ts';
import { type Operation, ok } from '../operation.ts';
import { parse } from '../parse.ts';
import type { Contact } from '../records.ts';
import type { Services } from '../services.ts';
import type { Workspace } from '../store.ts';
import { addContact } from '../store.ts';
import { backwards, cursorQuery, encodeCursor, forwards, page, readCursor, search, uuid } from './paging.ts';

// "Number is normalised server-side, with or without +".
const phone = z
  .string()
  .regex(/^\+?[1-9]\d{6,14}$/, { message: 'Must be an E.164 number' })
  .transform((value) => (value.startsWith('+') ? value : `+${value}`));
const tags = z.array(z.string().min(1));
const meta = z.record(z.string(), z.unknown());
const name = z.string().trim().min(1);

const createBody = z.object({ name, phone, tags: tags.optional(), meta: meta.optional() });
const updateBody = createBody.partial();
const listQuery = cursorQuery(50).extend({
  search,
  sort: z.enum(['createdAt_desc', 'name_asc']).default('createdAt_desc'),
});
const dateCursor = z.tuple([z.string(), z.number()]);

/** The contacts of a workspace sorted by name. Sorted again only after a contact was added, removed or changed. */
function nameIndex(): (workspace: Workspace) => readonly Contact[] {
  const cache = new WeakMap<Workspace, { contacts: readonly Contact[]; version: number }>();
  return (workspace) => {
    const cached = cache.get(workspace);
    if (cached?.version === workspace.contactsVersion) return cached.contacts;
    const keyed = workspace.contacts.all().map((contact) => ({ contact, key: contact.name.toLowerCase() }));
    keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.contact.seq - b.contact.seq));
    const contacts = keyed.map(({ contact }) => contact);
    cache.set(workspace, { contacts, version: workspace.contactsVersion });
    return contacts;
  };
}

/** "/guides/contacts", "/api-reference/contacts/{list,create,get,update}". */
export function contactRoutes({ clock, settings, store }: Services): Operation[] {
  const byName = nameIndex();

  function refuseTaken(workspace: Workspace, number: string, ownId?: string): void {
    const takenBy = workspace.contactIdByPhone.get(number);
    if (takenBy !== undefined && takenBy !== ownId) {
      throw new ApiError('CONFLICT', 'Contact with this phone already exists for this user');
    }
  }

  const single = (contact: Contact) => {
    const { id, name: called, phone: number, ...rest } = contactObject(contact);
    const short = { id, name: called, phone: number };
    return settings.generation.objects === 'partial' ? short : { ...short, ...rest, meta: contact.meta };
  };

  return [
    {
      method: 'GET',
      path: '/contacts',
      run({ workspace, query }) {
        const wanted = parse(listQuery, query);
        if (settings.generation.lists !== 'new') {
          const all = workspace.contacts.all().filter(matches(wanted.search));
          return ok(all.toReversed().map((contact) => ({ ...withoutTemperature(contact), meta: contact.meta })));
        }
        const isByName = wanted.sort === 'name_asc';
        const view = isByName ? forwards(byName(workspace)) : backwards(workspace.contacts.all());
        const cursor = wanted.cursor === undefined ? undefined : readCursor(dateCursor, wanted.cursor);
        const { items, hasMore } = page(view, {
          limit: wanted.limit,
          accept: matches(wanted.search),
          isPast: cursor && (isByName ? pastName(cursor) : ({ seq }) => seq >= cursor[1]),
        });
        const last = items.at(-1);
        const total =
          wanted.search === undefined
            ? workspace.contacts.size
            : workspace.contacts.all().filter(matches(wanted.search)).length;
        return ok({
          contacts: items.map(contactObject),
          total,
          limit: wanted.limit,
          sort: wanted.sort,
          nextCursor:
            hasMore && last ? encodeCursor(isByName ? last.name.toLowerCase() : iso(last.createdAt), last.seq) : null,
          hasMore,
        });
      },
    },
    {
      method: 'POST',
      path: '/contacts',
      run({ workspace, body }) {
        const wanted = parse(createBody, body);
        refuseTaken(workspace, wanted.phone);
        const now = clock.now();
        const contact = addContact(workspace, {
          id: store.newId('contact'),
          seq: store.nextSeq(),
          name: wanted.name,
          phone: wanted.phone,
          tags: wanted.tags ?? [],
          meta: wanted.meta ?? {},
          createdAt: now,
          updatedAt: now,
        });
        return ok(single(contact), 201);
      },
    },
    {
      method: 'GET',
      path: '/contacts/{id}',
      run: ({ workspace, params }) => ok(single(found(workspace.contacts.get(uuid(params.id)), 'Contact'))),
    },
    {
      method: 'PUT',
      path: '/contacts/{id}',
      run({ workspace, params, body }) {
        const contact = found(workspace.contacts.get(uuid(params.id)), 'Contact');
        const wanted = parse(updateBody, body);
        if (wanted.phone !== undefined) {
          refuseTaken(workspace, wanted.phone, contact.id);
          workspace.contactIdByPhone.delete(contact.phone);
          workspace.contactIdByPhone.set(wanted.phone, contact.id);
          contact.phone = wanted.phone;
        }
        contact.name = wanted.name ?? contact.name;
        contact.tags = wanted.tags ?? contact.tags;
        contact.meta = wanted.meta ?? contact.meta;
        contact.updatedAt = clock.now();
        workspace.contactsVersion++;
        const { id, name: called } = contact;
        return ok(settings.generation.objects === 'partial' ? { id, name: called } : single(contact));
      },
    },
  ];
}

/** Whether a contact's name or number contains the text, ignoring case. Without a text, every contact matches. */
export function matches(text: string | undefined): (contact: Contact) => boolean {
  if (text === undefined) return () => true;
  const wanted = text.toLowerCase();
  return (contact) => contact.name.toLowerCase().includes(wanted) || contact.phone.includes(wanted);
}

function pastName([key, seq]: [string, number]): (contact: Contact) => boolean {
  return (contact) => {
    const own = contact.name.toLowerCase();
    return own < key || (own === key && contact.seq <= seq);
  };
}

function withoutTemperature(contact: Contact) {
  const { temperature: _temperature, ...rest } = contactObject(contact);
  return rest;
}

/** The list element of "/api-reference/contacts/list". The newest version has no `meta`. */
function contactObject(contact: Contact) {
  return {
    id: contact.id,
    name: contact.name,
    phone: contact.phone,
    tags: contact.tags,
    temperature: null,
    createdAt: iso(contact.createdAt),
    updatedAt: iso(contact.updatedAt),
  };
}
