import { z } from 'zod';
import { iso } from '../dates.ts';
import { ApiError, found } from '../errors.ts';
import { type Operation, ok } from '../operation.ts';
import { parse } from '../parse.ts';
import type { Template } from '../records.ts';
import type { Services } from '../services.ts';
import { variablesOf } from '../templates.ts';
import { backwards, page, pageQuery, uuid } from './paging.ts';

const mediaUrl = z.url({ protocol: /^https?$/ });
const body = z.string().min(1).max(4096);

const createBody = z
  .object({
    name: z.string().trim().min(1),
    type: z.enum(['text', 'image', 'video', 'audio', 'document']),
    body: body.nullish(),
    mediaUrl: mediaUrl.nullish(),
  })
  .superRefine((value, context) => {
    const needed = value.type === 'text' ? 'body' : 'mediaUrl';
    if (!value[needed])
      context.addIssue({ code: 'custom', path: [needed], message: `Required for type ${value.type}` });
  });

const updateBody = z.object({
  name: z.string().trim().min(1).optional(),
  body: body.optional(),
  mediaUrl: mediaUrl.optional(),
});

/** "/guides/templates", "/api-reference/templates/{list,create,get,update}". */
export function templateRoutes({ clock, settings, store }: Services): Operation[] {
  const single = (template: Template) => {
    const { body: text, ...rest } = templateObject(template);
    return settings.generation.templates === 'without_body' ? rest : { ...rest, body: text };
  };

  return [
    {
      method: 'GET',
      path: '/templates',
      run({ workspace, query }) {
        const wanted = parse(pageQuery, query);
        const list = backwards(workspace.templates.all());
        const first = (wanted.page - 1) * wanted.limit;
        const view = { length: Math.max(list.length - first, 0), at: (index: number) => list.at(first + index) };
        const templates = page(view, { limit: wanted.limit }).items.map((template) => ({
          ...templateObject(template),
          userId: workspace.account.id,
        }));
        return ok(settings.generation.lists === 'arrays' ? templates : { templates, total: list.length });
      },
    },
    {
      method: 'POST',
      path: '/templates',
      run({ workspace, body: given }) {
        const wanted = parse(createBody, given);
        if (wanted.body) variablesOf(wanted.body);
        const now = clock.now();
        const template = workspace.templates.add({
          id: store.newId('template'),
          seq: store.nextSeq(),
          name: wanted.name,
          type: wanted.type,
          body: wanted.body ?? null,
          mediaUrl: wanted.mediaUrl ?? null,
          createdAt: now,
          updatedAt: now,
        });
        return ok(single(template), 201);
      },
    },
    {
      method: 'GET',
      path: '/templates/{id}',
      run({ workspace, params }) {
        const template = found(workspace.templates.get(uuid(params.id)), 'Template');
        if (settings.generation.objects === 'partial') {
          const { id, name, type, variables: names } = templateObject(template);
          return ok({ id, name, type, variables: names });
        }
        return ok(single(template));
      },
    },
    {
      method: 'PUT',
      path: '/templates/{id}',
      run({ workspace, params, body: given }) {
        const template = found(workspace.templates.get(uuid(params.id)), 'Template');
        const wanted = parse(updateBody, given);
        if (wanted.body) variablesOf(wanted.body);
        template.name = wanted.name ?? template.name;
        template.body = wanted.body ?? template.body;
        template.mediaUrl = wanted.mediaUrl ?? template.mediaUrl;
        template.updatedAt = clock.now();
        const { id, variables: names } = templateObject(template);
        return ok(settings.generation.objects === 'partial' ? { id, variables: names } : single(template));
      },
    },
  ];
}

/** The template object of "/api-reference/templates/create", with the further keys of list elements. */
function templateObject(template: Template) {
  return {
    id: template.id,
    name: template.name,
    type: template.type,
    body: template.body,
    mediaUrl: template.mediaUrl,
    variables: safeVariables(template.body),
    createdAt: iso(template.createdAt),
    updatedAt: iso(template.updatedAt),
  };
}

// A seed may contain a template that the API would refuse to create. Listing it must not fail.
function safeVariables(text: string | null): string[] {
  if (text === null) return [];
  try {
    return variablesOf(text);
  } catch (error) {
    if (error instanceof ApiError) return [];
    throw error;
  }
}
