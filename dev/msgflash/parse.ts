import type { z } from 'zod';
import { ApiError } from './errors.ts';

/** Parses outside data, or refuses with 400 VALIDATION_ERROR and one detail per problem. */
export function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new ApiError(
    'VALIDATION_ERROR',
    'Invalid request data',
    result.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })),
  );
}
