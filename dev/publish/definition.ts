import * as z from 'zod';
import { plainField } from '../zapier/inputs.ts';

/** An invalid value counts as missing, because checks have to be able to read a broken definition. */
const maybe = <T extends z.ZodType>(type: T) => type.optional().catch(undefined);
const text = z.string().catch('');
const flag = maybe(z.boolean());

export type { PlainField as Field } from '../zapier/inputs.ts';

const outputField = z.looseObject({
  key: text,
  label: maybe(z.string()),
  type: maybe(z.string()),
  required: flag,
  primary: flag,
});
export type OutputField = z.infer<typeof outputField>;

const operation = z.looseObject({
  type: maybe(z.string()),
  // In the compiled definition, a text stands for a function.
  inputFields: z.array(z.union([z.string(), plainField])).catch([]),
  outputFields: z.array(outputField).catch([]),
  sample: maybe(z.record(z.string(), z.unknown())),
  cleanInputData: flag,
});

const display = z
  .object({ label: text, description: text, hidden: flag })
  .catch({ label: '', description: '', hidden: undefined });

const step = z.object({
  key: text,
  noun: text,
  display,
  operation: operation.catch({ inputFields: [], outputFields: [] }),
});
export type CompiledStep = z.infer<typeof step>;
const steps = z.record(z.string(), step).catch({});

const pair = z.object({ search: text, create: text, display });
export type Pair = z.infer<typeof pair>;

/** The parts of core's compiled definition that checks read. */
export const compiled = z.object({
  platformVersion: text,
  version: text,
  flags: z.object({ cleanInputData: flag }).catch({}),
  authentication: z
    .object({ type: text, fields: z.array(plainField).catch([]), connectionLabel: text })
    .catch({ type: '', fields: [], connectionLabel: '' }),
  triggers: steps,
  creates: steps,
  searches: steps,
  searchOrCreates: z.record(z.string(), pair).catch({}),
  hydrators: z.record(z.string(), z.unknown()).catch({}),
});
export type Compiled = z.infer<typeof compiled>;
