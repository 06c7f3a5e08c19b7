import { FAILURE_STATUS, toDomainFailure } from '@burgee/api';
import { DomainError } from '@burgee/contracts';
import { TRPCError } from '@trpc/server';
import type { ErrorRequestHandler, Request } from 'express';
import type { Logger } from 'pino';
import type { Settings } from './env.ts';
import { costsOf, pathOf } from './limits/costs.ts';

type TrpcOptions = { readonly log: Logger; readonly settings: Pick<Settings, 'BODY_LIMIT_BYTES'> };

/** The way in which tRPC answers HTTP, for any procedures. */
export function trpcOptions({ log, settings }: TrpcOptions) {
  return {
    // Applies to bodies that are not JSON, which tRPC reads itself.
    maxBodySize: settings.BODY_LIMIT_BYTES,
    // Contexts are sent in the body: they may be long, and URLs end up in logs.
    allowMethodOverride: true,
    onError: ({ error, path, req }: { error: TRPCError; path: string | undefined; req: Request }) => {
      if (toDomainFailure(error) === null && error.code === 'INTERNAL_SERVER_ERROR') {
        log.error({ requestId: req.requestId, procedure: path, err: error.cause ?? error }, 'bug');
      }
    },
    responseMeta: ({ errors }: { errors: TRPCError[] }) => {
      const failure = errors.map(toDomainFailure).find((found) => found !== null);
      // tRPC sets its own Vary, which would otherwise replace the one of CORS.
      const headers = new Headers({ Vary: 'Origin' });
      if (failure && 'retryAfterSec' in failure) headers.set('Retry-After', String(failure.retryAfterSec));
      return { headers };
    },
  };
}

/** Lets tRPC answer calls that were refused before they reached it, in the format that its clients read. */
export const refuseThroughTrpc: ErrorRequestHandler = (error: unknown, request, _response, next) => {
  const failure = toDomainFailure(error);
  // A stream that fails to open needs an HTTP status: event sources look at nothing else.
  if (!failure || costsOf(request.method, pathOf(request)).streams > 0) return next(error);
  request.refused = new TRPCError({ code: FAILURE_STATUS[failure.code].trpc, cause: new DomainError(failure) });
  // tRPC would serialize the body again, and a deep one overflows the stack.
  request.body = {};
  next();
};
