import cors, { type CorsOptions } from 'cors';
import type { Request, RequestHandler } from 'express';
import { pathOf, proceduresOf } from './limits/costs.ts';
import { NOT_SERVED_YET_HEADER } from './not-served-yet.ts';
import { NEXT_CHANGE_HEADER } from './rest/booleans.ts';

type AllowOriginsOptions = {
  /** Whose pages may call everything. */
  readonly origins: readonly string[];
  /** Whether pages of an origin may use some web key: they may evaluate. */
  readonly isKnownOrigin: (origin: string) => boolean;
};

const ANSWERED: CorsOptions = {
  allowedHeaders: ['Authorization', 'X-API-Key', 'Content-Type', 'If-None-Match', 'Idempotency-Key', 'Last-Event-Id'],
  exposedHeaders: ['ETag', NEXT_CHANGE_HEADER, NOT_SERVED_YET_HEADER, 'Retry-After', 'X-Request-Id'],
  maxAge: 600,
};

/** Lets pages of other origins call, without cookies: what they may do is up to the key or token that they send. */
export function allowOrigins({ origins, isKnownOrigin }: AllowOriginsOptions): RequestHandler {
  function isAllowed(request: Request, origin: string): boolean {
    return origins.includes(origin) || (isEvaluation(pathOf(request)) && isKnownOrigin(origin));
  }
  const allow = cors<Request>((request, done) => {
    const { origin } = request.headers;
    done(null, { ...ANSWERED, origin: origin !== undefined && isAllowed(request, origin) && origin });
  });
  return (request, response, next) => {
    // Whoever keeps an answer must not give it to a page of another origin.
    response.vary('Origin');
    allow(request, response, next);
  };
}

function isEvaluation(path: string): boolean {
  if (path.startsWith('/trpc/')) return proceduresOf(path).every((name) => name.startsWith('evaluation.'));
  return path.startsWith('/api/config/') || path.startsWith('/ofrep/');
}
