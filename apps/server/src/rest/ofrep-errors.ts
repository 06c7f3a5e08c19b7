import { FAILURE_STATUS, ofrepFailure } from '@burgee/api';
import type { DomainFailure } from '@burgee/contracts';
import type { ErrorRequestHandler } from 'express';
import { pathOf } from '../limits/costs.ts';
import { retryAfterOf, sendFailure } from '../problem.ts';
import { failureOf } from '../requests.ts';
import { OFREP_PATH } from './ofrep-answers.ts';

/** Sends failures of evaluations over OFREP as the protocol spells them. Bugs are left to the next handler. */
export const answerOfrepErrors: ErrorRequestHandler = (error: unknown, request, response, next) => {
  const path = pathOf(request);
  const failure = failureOf(error);
  const isEvaluation = path === OFREP_PATH || path.startsWith(`${OFREP_PATH}/`);
  if (response.headersSent || !isEvaluation || !failure) return next(error);
  sendFailure(response, {
    status: statusOf(failure),
    type: 'application/json',
    body: ofrepFailure(failure, keyIn(path)),
    retryAfterSec: retryAfterOf(failure),
  });
};

/** Providers take any 404 for an unknown flag. */
function statusOf({ code }: DomainFailure): number {
  const status = FAILURE_STATUS[code].http;
  return status === 404 && code !== 'FLAG_NOT_FOUND' ? 400 : status;
}

function keyIn(path: string): string | undefined {
  const key = path.slice(OFREP_PATH.length + 1);
  if (key === '') return undefined;
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}
