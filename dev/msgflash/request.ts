import type { FastifyRequest } from 'fastify';
import { ApiError } from './errors.ts';

export function pathOf(request: FastifyRequest): string {
  return request.url.split('?')[0] ?? request.url;
}

/** The JSON body of a request; undefined without a body or JSON content type. @throws ApiError 400 for invalid JSON */
export function jsonBody(request: FastifyRequest): unknown {
  const isJson = (request.headers['content-type'] ?? '').toLowerCase().startsWith('application/json');
  if (!isJson || typeof request.body !== 'string' || request.body === '') return undefined;
  try {
    return JSON.parse(request.body);
  } catch {
    throw new ApiError('VALIDATION_ERROR', 'The request body is not valid JSON');
  }
}

/** A body for the log: parsed if it is JSON, else the text. */
export function readableBody({ body }: FastifyRequest): unknown {
  if (typeof body !== 'string' || body === '') return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
