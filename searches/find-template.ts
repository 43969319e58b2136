import { defineInputFields, defineSearch, type SearchPerform } from 'zapier-platform-core';
import { isSameName, required, wordIn } from '../lib/fields/values.ts';
import { findInPages } from '../lib/finding/pages.ts';
import { listTemplates } from '../lib/msgflash/operations.ts';
import { type TemplateRecord, templateOutputFields, templateRecord, templateSample } from '../lib/records/template.ts';
import { run } from '../lib/run/run.ts';

const inputFields = defineInputFields([
  { key: 'name', label: 'Name', type: 'string', required: true, helpText: 'The whole name of the template.' },
]);

const PAGE_SIZE = 100;
/** The API cannot search templates, so finding one near the end of a long list takes many requests. */
const MAX_PAGES = 50;

const perform = (async (z, bundle) =>
  run(z, bundle, async ({ api }) => {
    const name = required(wordIn(bundle.inputData, 'name'), 'Name');
    const template = await findInPages(
      async (cursor) => {
        // Unlike the other lists, this one has numbered pages. The number is used as the cursor.
        const page = Number(cursor ?? 1);
        const { items, total } = await listTemplates(api, page);
        const hasMore = items.length === PAGE_SIZE && (total === null || page * PAGE_SIZE < total);
        return { items, total, hasMore, nextCursor: String(page + 1) };
      },
      (candidate) => isSameName(candidate.name, name),
      MAX_PAGES,
    );
    return template ? [templateRecord(template)] : [];
  })) satisfies SearchPerform<typeof inputFields, TemplateRecord>;

export default defineSearch({
  key: 'find_template',
  noun: 'Template',
  display: { label: 'Find Template', description: 'Finds a message template by its name.' },
  operation: { inputFields, perform, sample: templateSample, outputFields: templateOutputFields },
});
