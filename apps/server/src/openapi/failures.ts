import { COMMON_FAILURES, FAILURE_STATUS } from '@burgee/api';
import { type DomainCode, Problem } from '@burgee/contracts';
import { z } from 'zod';
import type { ZodOpenApiResponseObject, ZodOpenApiResponsesObject } from 'zod-openapi';

/** The answers of an operation that fails, by status. Each names its codes. */
export type FailureResponses = (own: readonly DomainCode[], body?: z.ZodType) => ZodOpenApiResponsesObject;

/** Operations with the same codes share an answer, or the document would be five times as long. */
export function createFailureResponses(): FailureResponses {
  const shared = new Map<string, ZodOpenApiResponseObject>();
  const responseOf = (status: number, codes: readonly DomainCode[], body?: z.ZodType): ZodOpenApiResponseObject => {
    const id = `${body ? 'Failure' : 'Problem'}${status}_${codes.join('_')}`;
    const response = shared.get(id) ?? (body ? ownResponse(id, codes, body) : problemResponse(id, codes));
    shared.set(id, response);
    return response;
  };
  return (own, body) => {
    const codes = [...new Set<DomainCode>([...COMMON_FAILURES, ...own])];
    const byStatus = Map.groupBy(codes, (code) => FAILURE_STATUS[code].http);
    return Object.fromEntries([...byStatus].map(([status, codes]) => [status, responseOf(status, codes, body)]));
  };
}

/** A failure whose body another protocol defines. */
function ownResponse(id: string, codes: readonly DomainCode[], schema: z.ZodType): ZodOpenApiResponseObject {
  return { id, description: codes.join(', '), content: { 'application/json': { schema } } };
}

function problemResponse(id: string, codes: readonly DomainCode[]): ZodOpenApiResponseObject {
  const schema = z.intersection(Problem, z.looseObject({ code: z.enum(codes) }));
  return { id, description: codes.join(', '), content: { 'application/problem+json': { schema } } };
}
