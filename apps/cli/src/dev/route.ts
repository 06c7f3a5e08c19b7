import type { EvaluationRequest } from '@burgee/api/evaluation';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';

/** A request, as far as routes see it. */
export type DevRequest = EvaluationRequest & {
  readonly params: Readonly<Record<string, string>>;
  /** The last value of each parameter of the query. */
  readonly query: Readonly<Record<string, string>>;
  /** The JSON of the body; `undefined` without one. */
  readonly body: unknown;
  readonly headers: IncomingHttpHeaders;
  /** Aborted when the client has gone or the server stops. */
  readonly ended: AbortSignal;
};

export type DevRoute = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With parameters, such as `/api/config/flags/:flagKey`. */
  readonly path: string;
  readonly answer: (request: DevRequest, response: ServerResponse) => Promise<void> | void;
};

type Found = { readonly route: DevRoute; readonly params: DevRequest['params'] };

/** The route of a request, if there is one. @throws URIError for a path that is not properly percent-encoded. */
export function findRoute(routes: readonly DevRoute[], method: string, path: string): Found | undefined {
  for (const route of routes) {
    const params = route.method === method ? match(route.path, path) : undefined;
    if (params) return { route, params };
  }
  return undefined;
}

function match(pattern: string, path: string): DevRequest['params'] | undefined {
  const [wanted, given] = [pattern.split('/'), path.split('/')];
  if (wanted.length !== given.length) return undefined;
  const pairs = wanted.map((part, index) => [part, given[index] ?? ''] as const);
  if (pairs.some(([part, text]) => !part.startsWith(':') && part !== text)) return undefined;
  const params = pairs.filter(([part]) => part.startsWith(':'));
  return Object.fromEntries(params.map(([part, text]) => [part.slice(1), decodeURIComponent(text)]));
}
