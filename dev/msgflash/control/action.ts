import type { z } from 'zod';
import { parse } from '../parse.ts';

/** A control function that validates its input, because anything may come over HTTP. @throws ApiError 400 */
export function action<Output, Input, R>(
  schema: z.ZodType<Output, Input>,
  run: (input: Output) => R,
): (input: Input) => R {
  return (input) => run(parse(schema, input));
}
