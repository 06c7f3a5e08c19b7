import {
  describeFailure,
  DomainError,
  type DomainFailure,
  type Permission,
  validationFailure,
} from '@burgee/contracts';
import { initTRPC, type TRPCDefaultErrorShape, TRPCError } from '@trpc/server';
import { z } from 'zod';
import { admitCall, admitEvaluation } from './call-use-case.ts';
import type { EvaluationRequest, RequestContext } from './context.ts';
import { FAILURE_STATUS } from './failure-status.ts';
import { HEARTBEAT_MS, SILENCE_MS } from './streams/heartbeat.ts';
import type { Access, EvaluationAccess } from './use-case.ts';

/** Returns the failure that a caller can act on; `null` means a bug in the server. */
export function toDomainFailure(error: unknown): DomainFailure | null {
  if (error instanceof DomainError) return error.failure;
  if (!(error instanceof TRPCError)) return null;
  if (error.cause instanceof DomainError) return error.cause.failure;
  if (error.code === 'PARSE_ERROR') return NOT_JSON;
  // Only inputs: an output that does not match its schema is a bug, reported as INTERNAL_SERVER_ERROR.
  if (error.code !== 'BAD_REQUEST') return null;
  if (error.cause instanceof SyntaxError) return NOT_JSON;
  return error.cause instanceof z.core.$ZodError ? validationFailure(error.cause) : null;
}

const NOT_JSON: DomainFailure = {
  code: 'VALIDATION_FAILED',
  details: [{ path: '', message: 'the input is not valid JSON' }],
};

/** Metadata of a procedure that others can read. */
export type ProcedureMeta = { readonly permission?: Permission };

type Failed = {
  readonly shape: TRPCDefaultErrorShape;
  readonly error: TRPCError;
  readonly path: string | undefined;
};

/** @param failureOf finds the failure that a caller can act on. */
function optionsOf(failureOf: (failed: Failed) => DomainFailure | null) {
  return {
    // Otherwise, stack traces reach clients.
    isDev: false,
    sse: { ping: { enabled: true, intervalMs: HEARTBEAT_MS }, client: { reconnectAfterInactivityMs: SILENCE_MS } },
    errorFormatter: (failed: Failed) => {
      const { shape, error } = failed;
      const failure = failureOf(failed);
      const words = failure ? describeFailure(failure) : undefined;
      const isBug = !failure && error.code === 'INTERNAL_SERVER_ERROR';
      const message = words?.message ?? (isBug ? 'internal error' : shape.message);
      return { ...shape, message, data: { ...shape.data, failure, hint: words?.hint ?? null } };
    },
  } as const;
}

const OPTIONS = optionsOf(({ error }) => toDomainFailure(error));

const t = initTRPC.context<RequestContext>().meta<ProcedureMeta>().create(OPTIONS);
/** For procedures that a server without a database has as well. */
const evaluation = initTRPC.context<EvaluationRequest>().meta<ProcedureMeta>().create(OPTIONS);

/** Sets the status that `FAILURE_STATUS` lists for a failure. */
const withStatuses = evaluation.middleware(async ({ next }) => {
  const result = await next();
  if (result.ok) return result;
  const failure = toDomainFailure(result.error);
  if (!failure) return result;
  return { ...result, error: new TRPCError({ code: FAILURE_STATUS[failure.code].trpc, cause: result.error.cause }) };
});

export const { router, createCallerFactory } = t;

/** For an edge, whose other procedures are those of the server that it follows. */
export function edgeRouterOf(upstream: string): typeof evaluation.router {
  const failureOf = ({ error, path }: Failed): DomainFailure | null => {
    const failure = toDomainFailure(error);
    if (failure || error.code !== 'NOT_FOUND') return failure;
    return { code: 'ROUTE_NOT_FOUND', method: 'tRPC', path: String(path), upstream };
  };
  return initTRPC.context<EvaluationRequest>().meta<ProcedureMeta>().create(optionsOf(failureOf)).router;
}

/** The base of a procedure, which refuses callers without access before their input is parsed. */
export function procedureFor(access: Access) {
  return t.procedure
    .meta(access.kind === 'open' ? {} : { permission: access.permission })
    .use(withStatuses)
    .use(async ({ ctx, next, type, path, getRawInput }) =>
      next({ ctx: admitCall({ access, isChange: type === 'mutation', operation: path }, ctx, await getRawInput()) }),
    );
}

/** The same, for procedures that an edge has as well. */
export function evaluationProcedureFor(access: EvaluationAccess) {
  return evaluation.procedure
    .meta(access.kind === 'open' ? {} : { permission: access.permission })
    .use(withStatuses)
    .use(async ({ ctx, next, getRawInput }) => {
      admitEvaluation(access, ctx, await getRawInput());
      return next({ ctx });
    });
}
