import type { z } from 'zod';
import { ApiError } from './errors.ts';

/** Parses data from outside. @throws ApiError 400 VALIDATION_ERROR with one detail per problem */
export function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new ApiError(
    'VALIDATION_ERROR',
    'Invalid request data',
    result.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })),
  );
}
