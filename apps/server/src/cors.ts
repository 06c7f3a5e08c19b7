import cors, { type CorsOptions } from 'cors';
import type { RequestHandler } from 'express';
import { pathOf, proceduresOf } from './limits/costs.ts';
import { SESSION_HEADER } from './mcp/mcp-path.ts';
import { NOT_SERVED_YET_HEADER } from './not-served-yet.ts';
import { type CallerHeaders, CALLERS_OWN_HEADERS } from './request-headers.ts';
import { NEXT_CHANGE_HEADER } from './rest/booleans.ts';
import { isUnleashFrontend, UNLEASH_HEADERS } from './unleash/paths.ts';

/** Decides which pages of other origins may call what. Without cookies: permissions depend on the key that a page sends. */
export type CrossOrigin = {
  /** Returns the headers that let the sending page read the answer; none if it may not. */
  headersFor(path: string, headers: CallerHeaders): Readonly<Record<string, string>>;
};

type CrossOriginOptions = {
  /** Origins whose pages may call everything. */
  readonly origins: readonly string[];
  /** Whether some web key allows the origin: its pages may evaluate flags. */
  readonly isKnownOrigin: (origin: string) => boolean;
};

const ALLOW_ORIGIN = 'Access-Control-Allow-Origin';
const EXPOSED = [
  'ETag',
  NEXT_CHANGE_HEADER,
  NOT_SERVED_YET_HEADER,
  'Retry-After',
  'X-Request-Id',
  SESSION_HEADER,
].join();
const NONE = {} as const;

export function createCrossOrigin({ origins, isKnownOrigin }: CrossOriginOptions): CrossOrigin {
  const isAllowed = (path: string, origin: string) =>
    origins.includes(origin) || (isEvaluation(path) && isKnownOrigin(origin));
  return {
    headersFor: (path, { origin }) =>
      origin !== undefined && isAllowed(path, origin)
        ? { [ALLOW_ORIGIN]: origin, 'Access-Control-Expose-Headers': EXPOSED }
        : NONE,
  };
}

/** Clients of the Model Context Protocol repeat parts of a message in its headers. */
const MCP_HEADERS = ['MCP-Protocol-Version', 'Mcp-Method', 'Mcp-Name', SESSION_HEADER];

const PREFLIGHT: CorsOptions = {
  allowedHeaders: [
    ...CALLERS_OWN_HEADERS,
    ...['Content-Type', 'If-None-Match', 'Last-Event-Id'],
    ...MCP_HEADERS,
    ...UNLEASH_HEADERS,
  ],
  exposedHeaders: EXPOSED,
  maxAge: 600,
};

/** Lets pages of allowed origins read all answers, and answers their preflight requests. */
export function allowOrigins({ headersFor }: CrossOrigin): RequestHandler {
  return (request, response, next) => {
    // A cache must not serve the answer to a page of another origin.
    response.vary('Origin');
    const headers = headersFor(pathOf(request), request.headers);
    response.set(headers);
    const origin = headers[ALLOW_ORIGIN];
    if (request.method !== 'OPTIONS' || origin === undefined) return next();
    cors({ ...PREFLIGHT, origin })(request, response, next);
  };
}

function isEvaluation(path: string): boolean {
  if (path.startsWith('/trpc/')) return proceduresOf(path).every((name) => name.startsWith('evaluation.'));
  return path.startsWith('/api/config/') || path.startsWith('/ofrep/') || isUnleashFrontend(path);
}
