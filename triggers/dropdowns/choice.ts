import { type Bundle, defineTrigger, type ZObject } from 'zapier-platform-core';
import { run } from '../../lib/run/run.ts';
import type { Run } from '../../lib/run/types.ts';

/** An entry of a dropdown. */
export interface Choice {
  id: string;
  label: string;
}

/**
 * A hidden trigger that fills a dropdown, with one request per page shown.
 *
 * @param read reads one page; the first is 0
 */
export function dropdown(key: string, noun: string, read: (step: Run, page: number) => Promise<Choice[]>) {
  const perform = (z: ZObject, bundle: Bundle): Promise<Choice[]> =>
    // Zapier leaves out the page when it asks for the first one.
    run(z, bundle, (step) => read(step, bundle.meta?.page ?? 0), 'editor');
  return defineTrigger({
    key,
    noun,
    display: {
      label: `${noun} List`,
      description: `Triggers when a list of ${noun.toLowerCase()}s is opened.`,
      hidden: true,
    },
    operation: {
      type: 'polling',
      perform,
      canPaginate: true,
      sample: { id: '7c0e5a52-54bb-4b0c-9e7e-0f0a3f0c1a01', label: noun } satisfies Choice,
      outputFields: [
        { key: 'id', label: 'ID', type: 'string' },
        { key: 'label', label: 'Label', type: 'string' },
      ],
    },
  });
}
