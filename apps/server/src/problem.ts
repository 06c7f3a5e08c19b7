import { FAILURE_STATUS } from '@burgee/api';
import { describeFailure, type DomainFailure, type Problem } from '@burgee/contracts';
import type { Response } from 'express';
import { problemType } from './openapi/problems.ts';

/**
 * A failure as RFC 9457 problem details. Its type is the address of the code's documentation.
 *
 * @param base the path under which browsers see the whole server, or empty.
 */
export function toProblem(failure: DomainFailure, requestId: string, base: string): Problem {
  const { message, hint } = describeFailure(failure);
  const { code, ...facts } = failure;
  return {
    type: problemType(code, base),
    title: message,
    status: FAILURE_STATUS[code].http,
    code,
    hint,
    details: failure.code === 'VALIDATION_FAILED' ? failure.details : facts,
    requestId,
  };
}

export function sendProblem(response: Response, problem: Problem, retryAfterSec?: number): void {
  sendFailure(response, { status: problem.status, type: 'application/problem+json', body: problem, retryAfterSec });
}

type SentFailure = {
  readonly status: number;
  /** The media type. */
  readonly type: string;
  readonly body: object;
  readonly retryAfterSec: number | undefined;
};

export function sendFailure(response: Response, { status, type, body, retryAfterSec }: SentFailure): void {
  if (retryAfterSec !== undefined) response.setHeader('Retry-After', String(retryAfterSec));
  // Replaces the caching headers of the successful answer.
  response.setHeader('Cache-Control', 'no-store');
  if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
  response.status(status).type(type).send(JSON.stringify(body));
}

export function retryAfterOf(failure: DomainFailure): number | undefined {
  return 'retryAfterSec' in failure ? failure.retryAfterSec : undefined;
}
