import { actorOf, type Caller, toDomainFailure } from '@burgee/api';
import { DomainError, type DomainFailure, type InexactNumber } from '@burgee/contracts';
import type { TRPCError } from '@trpc/server';
import type { ErrorRequestHandler, Request, RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { Callers } from './callers.ts';
import { OFREP_STREAM_PATH, pathOf } from './limits/costs.ts';
import { retryAfterOf, sendProblem, toProblem } from './problem.ts';

/** Middleware around every request: its id, its caller, its log line, its failure. */

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- the only name by which Express lets its request be extended
  namespace Express {
    interface Request {
      requestId: string;
      caller: Caller;
      /** Why tRPC must refuse the call. */
      refused?: TRPCError;
      /** Returns the numbers of a JSON body that lost digits when it was parsed. */
      inexactNumbers?: () => readonly InexactNumber[];
      /** Aborted when the stream that this request opened must end, and when its client has gone. */
      streamEnd?: AbortSignal;
    }
  }
}

export function identify(newId: () => string): RequestHandler {
  return (request, response, next) => {
    request.requestId = newId();
    response.setHeader('X-Request-Id', request.requestId);
    next();
  };
}

/** Writes one line per request: server errors as warnings, refused changes at info level, all others at debug level. */
export function logRequests(log: Logger, clock: () => number): RequestHandler {
  return (request, response, next) => {
    const begun = clock();
    response.on('finish', () => {
      const { method, requestId, caller } = request;
      const status = response.statusCode;
      const level = status >= 500 ? 'warn' : method === 'GET' || status < 400 ? 'debug' : 'info';
      if (!log.isLevelEnabled(level)) return;
      const actor = caller && actorOf(caller);
      const path = request.originalUrl.split('?', 1)[0];
      log[level]({ requestId, method, path, status, actor, ms: Math.round(clock() - begun) }, 'request');
    });
    next();
  };
}

export function authenticate(callers: Callers): RequestHandler {
  return (request, response, next) => {
    const token = streamTokenIn(request);
    if (token !== undefined) {
      request.caller = callers.callerOfStream(token, request.headers);
      return next();
    }
    const setCookie = (cookie: string) => void response.append('Set-Cookie', cookie);
    callers.callerOf(request, setCookie).then((caller) => {
      request.caller = caller;
      next();
    }, next);
  };
}

/** The token in the address of an event stream; empty if it is repeated. No other request has one. */
function streamTokenIn(request: Request): string | undefined {
  const { token } = request.query;
  if (token === undefined || pathOf(request) !== OFREP_STREAM_PATH) return undefined;
  return typeof token === 'string' ? token : '';
}

/** @param upstream the server that has all other routes, if this one is an edge. */
export function refuseUnknownRoute(upstream: string | undefined): RequestHandler {
  return ({ method, path }) => {
    throw new DomainError({ code: 'ROUTE_NOT_FOUND', method, path, ...(upstream && { upstream }) });
  };
}

/**
 * Sends failures as problem details. Everything else is a bug: the log gets all of it, the client only its requestId.
 */
export function answerErrors(log: Logger, base: string): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const { requestId } = request;
    if (response.headersSent) return next(error);
    const failure = failureOf(error);
    if (failure) return sendProblem(response, toProblem(failure, requestId, base), retryAfterOf(failure));
    log.error({ requestId, method: request.method, path: request.path, err: error }, 'bug');
    const hint = 'This is a bug in Burgee. Report the requestId to the server administrator.';
    sendProblem(response, {
      type: 'about:blank',
      title: 'internal error',
      status: 500,
      code: 'INTERNAL_ERROR',
      hint,
      requestId,
    });
  };
}

/** The failure that an error reports to the caller; `undefined` for a bug. */
export function failureOf(error: unknown): DomainFailure | undefined {
  return toDomainFailure(error) ?? malformedUrl(error);
}

/** Express throws a URIError for a path like `/%zz`. */
function malformedUrl(error: unknown): DomainFailure | undefined {
  if (!(error instanceof URIError)) return undefined;
  return { code: 'VALIDATION_FAILED', details: [{ path: '', message: 'the path is not properly percent-encoded' }] };
}
