import cors, { type CorsOptions } from 'cors';
import type { Request, RequestHandler } from 'express';
import { pathOf, proceduresOf } from './limits/costs.ts';
import { NOT_SERVED_YET_HEADER } from './not-served-yet.ts';
import { type CallerHeaders, CALLERS_OWN_HEADERS } from './request-headers.ts';
import { NEXT_CHANGE_HEADER } from './rest/booleans.ts';

type AllowOriginsOptions = {
  /** Origins whose pages may call everything. */
  readonly origins: readonly string[];
  /** Whether some web key allows the origin: its pages may evaluate flags. */
  readonly isKnownOrigin: (origin: string) => boolean;
};

const ANSWERED: CorsOptions = {
  allowedHeaders: [...CALLERS_OWN_HEADERS, 'Content-Type', 'If-None-Match', 'Last-Event-Id'],
  exposedHeaders: ['ETag', NEXT_CHANGE_HEADER, NOT_SERVED_YET_HEADER, 'Retry-After', 'X-Request-Id'],
  maxAge: 600,
};

/** Allows cross-origin calls without cookies: permissions depend on the key or token that the page sends. */
export function allowOrigins({ origins, isKnownOrigin }: AllowOriginsOptions): RequestHandler {
  function isAllowed(request: Request, origin: string): boolean {
    return origins.includes(origin) || (isEvaluation(pathOf(request)) && isKnownOrigin(origin));
  }
  const allow = cors<Request>((request, done) => {
    const { origin }: CallerHeaders = request.headers;
    done(null, { ...ANSWERED, origin: origin !== undefined && isAllowed(request, origin) && origin });
  });
  return (request, response, next) => {
    // A cache must not serve the answer to a page of another origin.
    response.vary('Origin');
    allow(request, response, next);
  };
}

function isEvaluation(path: string): boolean {
  if (path.startsWith('/trpc/')) return proceduresOf(path).every((name) => name.startsWith('evaluation.'));
  return path.startsWith('/api/config/') || path.startsWith('/ofrep/');
}
