import {
  type EvaluationServices,
  idempotencyOf,
  refuseInexactNumbers,
  type RequestContext,
  type Services,
  sessionFor,
  type writeContext,
} from '@burgee/api';
import { DomainError, EnvironmentKey, type Permission, type Session, validationFailure } from '@burgee/contracts';
import type { WriteContext } from '@burgee/data-access';
import type { Request, Response, Router } from 'express';
import { z } from 'zod';
import { notServedYetOn } from '../not-served-yet.ts';
import { IDEMPOTENCY_KEY_HEADER } from '../request-headers.ts';
import { answerWithEtag } from './answer.ts';

/** One row of the table of routes, for mounting and for documentation. @typeParam S what its handler needs. */
export type Route<S extends EvaluationServices = Services> = {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  readonly path: string;
  readonly summary: string;
  readonly permission?: Permission;
  /** Whether a request without an environment is about all of them, instead of the server's own. */
  readonly coversAllEnvironments?: boolean;
  /** Whether the route has a body but changes nothing, such as an evaluation. */
  readonly isReadOnly?: boolean;
  readonly params: z.ZodObject;
  readonly query: z.ZodObject;
  readonly body?: z.ZodType;
  readonly status: 200 | 201 | 202 | 204;
  readonly response?: z.ZodType;
  readonly handle: (request: RestRequest<never, never, never, S> & { readonly write: never }) => unknown;
  /** Sends the result of `handle`, if the answer is not its JSON with `status`. */
  readonly send?: (request: Request, response: Response, result: never) => void | Promise<void>;
};

/** The parsed request that a handler receives. */
export type RestRequest<P, Q, B, S extends EvaluationServices = Services> = Omit<RequestContext, 'services'> & {
  services: S;
  params: P;
  query: Q;
  body: B;
  /** The id of the last event that a reconnecting event source has received. */
  lastEventId: string | undefined;
};

type Shape<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType> = {
  method: Route['method'];
  path: string;
  summary: string;
  params?: P;
  query?: Q;
  body?: B;
  status?: Route['status'];
  response?: z.ZodType;
  coversAllEnvironments?: boolean;
  send?: Route['send'];
  isReadOnly?: boolean;
};

const NOTHING = z.strictObject({});

/** A route of evaluation, which a server without a database has as well. The handler decides what a caller may see. */
export function evaluationRoute<
  P extends z.ZodObject = typeof NOTHING,
  Q extends z.ZodObject = typeof NOTHING,
  B extends z.ZodType = z.ZodUndefined,
>(
  shape: Shape<P, Q, B> & {
    handle: (request: RestRequest<z.infer<P>, z.infer<Q>, z.infer<B>, EvaluationServices>) => unknown;
  },
): Route<EvaluationServices> {
  return { params: NOTHING, query: NOTHING, status: 200, ...shape };
}

/** A route for anyone: the handler decides what a caller may see. */
export function openRoute<
  P extends z.ZodObject = typeof NOTHING,
  Q extends z.ZodObject = typeof NOTHING,
  B extends z.ZodType = z.ZodUndefined,
>(shape: Shape<P, Q, B> & { handle: (request: RestRequest<z.infer<P>, z.infer<Q>, z.infer<B>>) => unknown }): Route {
  return { params: NOTHING, query: NOTHING, status: 200, ...shape };
}

/** A route for callers whose role has `permission`. Only its handler receives `write`. */
export function routeFor<
  P extends z.ZodObject = typeof NOTHING,
  Q extends z.ZodObject = typeof NOTHING,
  B extends z.ZodType = z.ZodUndefined,
>(
  permission: Permission,
  shape: Shape<P, Q, B> & {
    handle: (request: RestRequest<z.infer<P>, z.infer<Q>, z.infer<B>> & { write: WriteContext }) => unknown;
  },
): Route {
  return { params: NOTHING, query: NOTHING, status: 200, ...shape, permission };
}

/** Gives a permitted request the context in which it may write. */
type WriteFor = (session: Session, request: Parameters<typeof writeContext>[2]) => WriteContext;

/** Mounts the routes: authorize, parse, call, answer. @param writeFor required by routes with a permission. */
export function mountRoutes<S extends EvaluationServices>(
  router: Router,
  routes: readonly Route<S>[],
  services: S,
  writeFor?: WriteFor,
): void {
  for (const route of routes) {
    router[route.method](route.path, async (request, response) => {
      const { caller } = request;
      const session = route.permission && sessionFor(caller, route.permission, environmentOf(request, route, services));
      if (!route.isReadOnly) refuseInexactNumbers(request);
      const parsed = {
        params: parsePart(route.params, request.params),
        query: parsePart(route.query, request.query),
        body: route.body ? parsePart(route.body, bodyOf(request)) : undefined,
      };
      const key = route.method === 'get' ? undefined : request.get(IDEMPOTENCY_KEY_HEADER);
      const idempotency = idempotencyOf(key, `${route.method} ${route.path}`, parsed);
      const onNotServedYet = notServedYetOn(response);
      const write = session && writeFor?.(session, { idempotency, onNotServedYet });
      const { streamEnd } = request;
      const lastEventId = request.get('Last-Event-ID');
      const handled = { services, caller, streamEnd, lastEventId, onNotServedYet, ...parsed, ...(write && { write }) };
      const result = await (route.handle as (request: typeof handled) => unknown)(handled);
      await answer(request, response, route, result);
    });
  }
}

/**
 * Returns the environment to check the permission in. Invalid environment keys are refused later, when they are parsed.
 */
function environmentOf(
  { params, query }: Request,
  { coversAllEnvironments }: Pick<Route, 'coversAllEnvironments'>,
  { environment }: EvaluationServices,
): EnvironmentKey | undefined {
  const named = EnvironmentKey.safeParse(params['environment'] ?? query['environment']);
  if (named.success) return named.data;
  return coversAllEnvironments ? undefined : environment;
}

async function answer<S extends EvaluationServices>(
  request: Request,
  response: Response,
  route: Route<S>,
  result: unknown,
): Promise<void> {
  const { method, permission, status, send } = route;
  if (send) return send(request, response, result as never);
  // Answers that need a permission are never cached, so that the next user of a browser cannot see them.
  if (method === 'get' && !permission) return answerWithEtag(request, response, JSON.stringify(result));
  response.status(status);
  if (status === 202 || status === 204) response.end();
  else response.json(result);
}

function parsePart<S extends z.ZodType>(schema: S, value: unknown): z.infer<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new DomainError(validationFailure(parsed.error));
}

function bodyOf(request: Request): unknown {
  // A form or plain text could come from any page without a CORS preflight.
  if (request.body === undefined) {
    throw new DomainError({
      code: 'VALIDATION_FAILED',
      details: [{ path: '', message: 'send a JSON body, with "Content-Type: application/json"' }],
    });
  }
  return request.body;
}
