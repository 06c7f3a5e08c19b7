import { COMMON_FAILURES, FAILURE_STATUS } from '@burgee/api';
import { type DomainCode, Problem } from '@burgee/contracts';
import { z } from 'zod';
import type { ZodOpenApiResponseObject, ZodOpenApiResponsesObject } from 'zod-openapi';

/** The answers of an operation that fails, by status. Each names its codes. */
export type FailureResponses = (own: readonly DomainCode[]) => ZodOpenApiResponsesObject;

/** Operations with the same codes share an answer, or the document would be five times as long. */
export function createFailureResponses(): FailureResponses {
  const shared = new Map<string, ZodOpenApiResponseObject>();
  const responseOf = (status: number, codes: readonly DomainCode[]): ZodOpenApiResponseObject => {
    const id = `Problem${status}_${codes.join('_')}`;
    const response = shared.get(id) ?? problemResponse(id, codes);
    shared.set(id, response);
    return response;
  };
  return (own) => {
    const codes = [...new Set<DomainCode>([...COMMON_FAILURES, ...own])];
    const byStatus = Map.groupBy(codes, (code) => FAILURE_STATUS[code].http);
    return Object.fromEntries([...byStatus].map(([status, codes]) => [status, responseOf(status, codes)]));
  };
}

function problemResponse(id: string, codes: readonly DomainCode[]): ZodOpenApiResponseObject {
  const schema = z.intersection(Problem, z.looseObject({ code: z.enum(codes) }));
  return { id, description: codes.join(', '), content: { 'application/problem+json': { schema } } };
}
