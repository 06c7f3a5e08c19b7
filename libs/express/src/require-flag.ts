import { describeFailure, type FailureOf, type Problem } from '@burgee/contracts';
import type { FlagName } from '@burgee/flags';
import type { Request, RequestHandler, Response } from 'express';

/** Passes a request on if the flag is on for it; otherwise answers 404, as if the route did not exist (F1.14). */
export function requireFlag(flagKey: FlagName): RequestHandler {
  return (request, response, next) => {
    const { featureFlags } = request as Partial<Pick<Request, 'featureFlags'>>;
    if (!featureFlags) {
      return next(
        new Error(`requireFlag('${flagKey}') needs featureFlags() before it: app.use(featureFlags({ ... }))`),
      );
    }
    if (featureFlags.isEnabled(flagKey)) return next();
    sendNotAvailable(response, { code: 'FEATURE_NOT_AVAILABLE', flagKey });
  };
}

function sendNotAvailable(response: Response, failure: FailureOf<'FEATURE_NOT_AVAILABLE'>): void {
  const { message, hint } = describeFailure(failure);
  const requestId = response.getHeader('X-Request-Id');
  const problem: Omit<Problem, 'requestId'> & Partial<Problem> = {
    type: 'urn:burgee:problem:feature-not-available',
    title: message,
    status: 404,
    code: failure.code,
    hint,
    // The response has this header if the application assigns ids to requests.
    ...(typeof requestId === 'string' && { requestId }),
  };
  response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}
