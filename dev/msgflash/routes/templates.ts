import { z } from 'zod';
import { iso } from '../dates.ts';
import { found } from '../errors.ts';
import { get, type Operation, ok, put } from '../operation.ts';
import { parse } from '../parse.ts';
import type { Template } from '../records.ts';
import type { Services } from '../services.ts';
import { variablesOf } from '../templates.ts';
import { newestFirst, pageQuery } from './paging.ts';

const updateBody = z.object({
  name: z.string().trim().min(1).optional(),
  body: z.string().min(1).max(4096).optional(),
});

/** "/guides/templates", "/api-reference/templates/{list,get,update}". */
export function templateRoutes({ clock, settings: { generation } }: Services): Operation[] {
  return [
    get('/templates', ({ workspace, query }) => {
      const { page, limit } = parse(pageQuery, query);
      const all = newestFirst(workspace.templates);
      const templates = all
        .slice((page - 1) * limit, page * limit)
        .map((template) => ({ ...templateObject(template), userId: workspace.account.id }));
      return ok(generation.lists === 'arrays' ? templates : { templates, total: all.length });
    }),
    get('/templates/{id}', ({ workspace, id }) => {
      const { body, ...rest } = templateObject(found(workspace.templates.get(id), 'Template'));
      const { name, type, variables } = rest;
      if (generation.objects === 'partial') return ok({ id, name, type, variables });
      return ok(generation.templates === 'without_body' ? rest : { ...rest, body });
    }),
    put('/templates/{id}', ({ workspace, id, body }) => {
      const template = found(workspace.templates.get(id), 'Template');
      Object.assign(template, parse(updateBody, body), { updatedAt: clock.now() });
      return ok(templateObject(template));
    }),
  ];
}

/** The template object of "/api-reference/templates/create", with the further keys of list elements. */
function templateObject({ id, name, type, body, mediaUrl, createdAt, updatedAt }: Template) {
  const variables = variablesOf(body);
  return { id, name, type, body, mediaUrl, variables, createdAt: iso(createdAt), updatedAt: iso(updatedAt) };
}
