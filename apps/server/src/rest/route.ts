import {
  type EvaluationRequest,
  type EvaluationServices,
  parseInput,
  refuseInexactNumbers,
  type RequestContext,
  type Services,
} from '@burgee/api';
import { type DomainCode, DomainError } from '@burgee/contracts';
import type { Request, Response, Router } from 'express';
import { z } from 'zod';
import { notServedYetOn } from '../not-served-yet.ts';
import { IDEMPOTENCY_KEY_HEADER } from '../request-headers.ts';
import { proxyOf, shownAddressOf } from '../trust-proxy.ts';
import { answerWithEtag } from './answer.ts';

/**
 * A route of evaluation, which a server without a database has as well. It has streams, or answers that are sent as they
 * are; all other routes derive from the table of use cases. The handler decides what a caller may see.
 */
export type Route = {
  /** The operation id in OpenAPI. */
  readonly name: `${string}.${string}`;
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly summary: string;
  /** Whether the route has a body but changes nothing, such as an evaluation. */
  readonly isReadOnly?: boolean;
  readonly params: z.ZodObject;
  readonly query: z.ZodObject;
  readonly body?: z.ZodType;
  readonly status: 200 | 202;
  /** The answer as JSON; absent for streams and 202. */
  readonly response?: z.ZodType;
  /** The codes that it can fail with, in addition to `COMMON_FAILURES`. */
  readonly failures?: readonly DomainCode[];
  /** The body of failures, if it is not a problem. */
  readonly failureBody?: z.ZodType;
  readonly handle: (request: never) => unknown;
  /** Sends the result of `handle`, if the answer is not its JSON with `status`. */
  readonly send?: (request: Request, response: Response, result: never) => void | Promise<void>;
};

/** The parsed request that a handler receives. */
type RestRequest<P, Q, B> = EvaluationRequest & {
  params: P;
  query: Q;
  body: B;
  /** The id of the last event that a reconnecting event source has received. */
  lastEventId: string | undefined;
  /** The address at which the sender of the request sees a path of this server. */
  addressOf: (path: string) => string;
};

type Shape<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType> = {
  name: Route['name'];
  method: Route['method'];
  path: string;
  summary: string;
  params?: P;
  query?: Q;
  body?: B;
  status?: Route['status'];
  response?: z.ZodType;
  failures?: Route['failures'];
  failureBody?: Route['failureBody'];
  send?: Route['send'];
  isReadOnly?: boolean;
};

const NOTHING = z.strictObject({});

export function evaluationRoute<
  P extends z.ZodObject = typeof NOTHING,
  Q extends z.ZodObject = typeof NOTHING,
  B extends z.ZodType = z.ZodUndefined,
>(shape: Shape<P, Q, B> & { handle: (request: RestRequest<z.infer<P>, z.infer<Q>, z.infer<B>>) => unknown }): Route {
  return { params: NOTHING, query: NOTHING, status: 200, ...shape };
}

/** A route that an edge does not have: it needs the services of a server. */
export function serverRoute<P extends z.ZodObject = typeof NOTHING>(
  shape: Shape<P, typeof NOTHING, z.ZodUndefined> & {
    handle: (request: RestRequest<z.infer<P>, object, undefined> & { readonly services: Services }) => unknown;
  },
): Route {
  return { params: NOTHING, query: NOTHING, status: 200, ...shape };
}

/**
 * Mounts the routes: parse, call, answer.
 *
 * @param publicUrl the address at which browsers see this server, if the settings name one.
 */
export function mountRoutes(
  router: Router,
  routes: readonly Route[],
  services: EvaluationServices,
  publicUrl: string | undefined,
): void {
  for (const route of routes) {
    router[route.method](route.path, async (request, response) => {
      const { caller, inexactNumbers, streamEnd } = request;
      if (!route.isReadOnly) refuseInexactNumbers({ inexactNumbers });
      const handled = {
        ...{ services, caller, inexactNumbers, streamEnd },
        params: parseInput(route.params, request.params),
        query: parseInput(route.query, request.query),
        body: route.body ? parseInput(route.body, bodyOf(request)) : undefined,
        lastEventId: request.get('Last-Event-ID'),
        addressOf: (path: string) => (publicUrl ?? `${request.protocol}://${request.host}`).replace(/\/+$/, '') + path,
      };
      const result = await (route.handle as (request: typeof handled) => unknown)(handled);
      await answer(request, response, route, result);
    });
  }
}

/** The part of a request that use cases see. */
export function contextOf(services: Services, request: Request, response: Response): RequestContext {
  const { caller, inexactNumbers, streamEnd } = request;
  const idempotencyKey = request.get(IDEMPOTENCY_KEY_HEADER);
  const address = shownAddressOf(request);
  const proxy = proxyOf(request);
  const onNotServedYet = notServedYetOn(response);
  return { services, caller, inexactNumbers, streamEnd, address, proxy, idempotencyKey, onNotServedYet };
}

async function answer(request: Request, response: Response, route: Route, result: unknown): Promise<void> {
  if (route.send) return route.send(request, response, result as never);
  if (route.method === 'get') return answerWithEtag(request, response, JSON.stringify(result));
  response.status(route.status);
  if (route.status === 202) response.end();
  else response.json(result);
}

/** @throws DomainError VALIDATION_FAILED without a JSON body. */
export function bodyOf({ body }: { readonly body: unknown }): unknown {
  // A form or plain text could come from any page without a CORS preflight.
  if (body === undefined) {
    throw new DomainError({
      code: 'VALIDATION_FAILED',
      details: [{ path: '', message: 'send a JSON body, with "Content-Type: application/json"' }],
    });
  }
  return body;
}
