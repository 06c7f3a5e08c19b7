import {
  describeFailure,
  DomainError,
  type DomainFailure,
  EnvironmentKey,
  isDeeperThan,
  MAX_DEPTH,
  ownValue,
  type Permission,
  validationFailure,
} from '@burgee/contracts';
import { initTRPC, type TRPCDefaultErrorShape, TRPCError } from '@trpc/server';
import { z } from 'zod';
import {
  type EvaluationRequest,
  idempotencyOf,
  refuseInexactNumbers,
  type RequestContext,
  sessionFor,
  writeContext,
} from './context.ts';
import { FAILURE_STATUS } from './failure-status.ts';

/** Interval of heartbeats on a quiet stream (R9). */
export const HEARTBEAT_MS = 15_000;
/** How long a client waits for one before it reconnects. */
export const SILENCE_MS = 45_000;

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
type ProcedureMeta = { readonly permission: Permission };

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

/** Inputs of queries may also arrive in the URL, where no parser has checked their depth. */
const refuseDeep = evaluation.middleware(async ({ next, getRawInput }) => {
  if (isDeeperThan(await getRawInput(), MAX_DEPTH)) throw new DomainError({ code: 'BODY_TOO_DEEP', limit: MAX_DEPTH });
  return next();
});

const refuseInexact = evaluation.middleware(async ({ ctx, next, type }) => {
  if (type === 'mutation') refuseInexactNumbers(ctx);
  return next();
});

export const { router, createCallerFactory } = t;
export const evaluationRouterOf = evaluation.router;

/** For an edge, whose other procedures are those of the server that it follows. */
export function edgeRouterOf(upstream: string): typeof evaluationRouterOf {
  const failureOf = ({ error, path }: Failed): DomainFailure | null => {
    const failure = toDomainFailure(error);
    if (failure || error.code !== 'NOT_FOUND') return failure;
    return { code: 'ROUTE_NOT_FOUND', method: 'tRPC', path: String(path), upstream };
  };
  return initTRPC.context<EvaluationRequest>().meta<ProcedureMeta>().create(optionsOf(failureOf)).router;
}

/** Open to any caller; the procedure decides what each may see. */
export const openProcedure = t.procedure.use(withStatuses).use(refuseDeep).use(refuseInexact);

/** The same, for procedures that need nothing but what evaluates flags. */
export const evaluationProcedure = evaluation.procedure.use(withStatuses).use(refuseDeep).use(refuseInexact);

/**
 * For callers who have `permission` in the environment that the input names, or everywhere if it names none. Only such
 * procedures get `write`.
 *
 * @param field the input field that names the environment; `null` for procedures that concern all environments.
 */
export function procedureFor(permission: Permission, field: 'environment' | 'key' | null = 'environment') {
  return openProcedure.meta({ permission }).use(async ({ ctx, next, type, path, getRawInput }) => {
    // Check before parsing, so that unauthorized callers learn nothing else.
    const input = await getRawInput();
    const session = sessionFor(ctx.caller, permission, field === null ? undefined : environmentNamedIn(input, field));
    const key = type === 'mutation' ? ctx.idempotencyKey : undefined;
    const idempotency = idempotencyOf(key, path, input);
    const { onNotServedYet, onServed } = ctx;
    const write = writeContext(ctx.services, session, { idempotency, onNotServedYet, onServed });
    return next({ ctx: { ...ctx, session, write } });
  });
}

/** An invalid environment key counts as absent; if the key is required, validation then refuses the input. */
export function environmentNamedIn(input: unknown, field: string): EnvironmentKey | undefined {
  if (typeof input !== 'object' || input === null) return undefined;
  return EnvironmentKey.safeParse(ownValue(input as Record<string, unknown>, field)).data;
}
