import * as z from 'zod';

const text = z.string().catch('');

/** `metadata.json`: what Zapier asks for beside the code. What is missing is empty, and a check says so. */
export const metadata = z
  .object({
    title: text,
    description: text,
    category: z.object({ name: text, parent: text, why: text }).catch({ name: '', parent: '', why: '' }),
    homepage: text,
    audience: z.object({ now: text, later: text }).catch({ now: '', later: '' }),
    role: z.object({ choices: z.array(z.string()).catch([]), note: text }).catch({ choices: [], note: '' }),
  })
  .catch({
    title: '',
    description: '',
    category: { name: '', parent: '', why: '' },
    homepage: '',
    audience: { now: '', later: '' },
    role: { choices: [], note: '' },
  });
export type Metadata = z.infer<typeof metadata>;
