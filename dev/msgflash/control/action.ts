import type { z } from 'zod';
import { parse } from '../parse.ts';

/** A function of control, which refuses input of another shape: over HTTP anything may come. */
export function action<Output, Input, R>(
  schema: z.ZodType<Output, Input>,
  run: (input: Output) => R,
): (input: Input) => R {
  return (input) => run(parse(schema, input));
}
