import {
  describeFailure,
  DomainError,
  EnvironmentKey,
  isDeeperThan,
  MAX_DEPTH,
  ownValue,
  validationFailure,
  type DomainFailure,
  type Permission,
} from '@burgee/contracts';
import { initTRPC, TRPCError } from '@trpc/server';
import { z } from 'zod';
import { idempotencyOf, refuseInexactNumbers, sessionFor, writeContext, type RequestContext } from './context.ts';
import { FAILURE_STATUS } from './failure-status.ts';

/** How often a quiet stream says that it is alive (R9), and how long a client waits for that. */
const HEARTBEAT_MS = 15_000;
const SILENCE_MS = 45_000;

/** The failure that a caller can act on; `null` is a bug of ours. */
export function failureOf(error: unknown): DomainFailure | null {
  if (error instanceof DomainError) return error.failure;
  if (!(error instanceof TRPCError)) return null;
  if (error.cause instanceof DomainError) return error.cause.failure;
  if (error.code === 'PARSE_ERROR') return NOT_JSON;
  // Only an input: an output that does not fit its schema is our bug, and arrives as INTERNAL_SERVER_ERROR.
  if (error.code !== 'BAD_REQUEST') return null;
  if (error.cause instanceof SyntaxError) return NOT_JSON;
  return error.cause instanceof z.core.$ZodError ? validationFailure(error.cause) : null;
}

const NOT_JSON: DomainFailure = {
  code: 'VALIDATION_FAILED',
  details: [{ path: '', message: 'the input is not valid JSON' }],
};

/** What is known of a procedure from outside. */
type ProcedureMeta = { readonly permission: Permission };

const t = initTRPC
  .context<RequestContext>()
  .meta<ProcedureMeta>()
  .create({
    // Else stacks reach clients.
    isDev: false,
    sse: { ping: { enabled: true, intervalMs: HEARTBEAT_MS }, client: { reconnectAfterInactivityMs: SILENCE_MS } },
    errorFormatter: ({ shape, error }) => {
      const failure = failureOf(error);
      const words = failure ? describeFailure(failure) : undefined;
      const isBug = !failure && error.code === 'INTERNAL_SERVER_ERROR';
      const message = words?.message ?? (isBug ? 'internal error' : shape.message);
      return { ...shape, message, data: { ...shape.data, failure, hint: words?.hint ?? null } };
    },
  });

/** Gives a failure the status that the table says. */
const withStatuses = t.middleware(async ({ next }) => {
  const result = await next();
  if (result.ok) return result;
  const failure = failureOf(result.error);
  if (!failure) return result;
  return { ...result, error: new TRPCError({ code: FAILURE_STATUS[failure.code].trpc, cause: result.error.cause }) };
});

/** Inputs of queries may also stand in the address, where nothing has looked at them yet. */
const refuseDeep = t.middleware(async ({ next, getRawInput }) => {
  if (isDeeperThan(await getRawInput(), MAX_DEPTH)) throw new DomainError({ code: 'BODY_TOO_DEEP', limit: MAX_DEPTH });
  return next();
});

const refuseInexact = t.middleware(async ({ ctx, next, type }) => {
  if (type === 'mutation') refuseInexactNumbers(ctx);
  return next();
});

export const { router, createCallerFactory } = t;

/** For anybody. What a caller may see is up to the procedure. */
export const openProcedure = t.procedure.use(withStatuses).use(refuseDeep).use(refuseInexact);

/**
 * For callers who have `permission` in the environment that the input names, everywhere where it names none. Behind it, and
 * only there, is `write`.
 *
 * @param field of the input that names the environment; `null` where it is always about everything.
 */
export function procedureFor(permission: Permission, field: 'environment' | 'key' | null = 'environment') {
  return openProcedure.meta({ permission }).use(async ({ ctx, next, type, path, getRawInput }) => {
    // Before it is parsed: who may not call is told no more than that.
    const input = await getRawInput();
    const session = sessionFor(ctx.caller, permission, field === null ? undefined : environmentNamedIn(input, field));
    const key = type === 'mutation' ? ctx.idempotencyKey : undefined;
    const idempotency = idempotencyOf(key, path, input);
    const { onNotServedYet } = ctx;
    const write = writeContext(ctx.services, session, { idempotency, onNotServedYet });
    return next({ ctx: { ...ctx, session, write } });
  });
}

/** What is no key of an environment names none; where one is wanted, the input is refused for it. */
export function environmentNamedIn(input: unknown, field: string): EnvironmentKey | undefined {
  if (typeof input !== 'object' || input === null) return undefined;
  return EnvironmentKey.safeParse(ownValue(input as Record<string, unknown>, field)).data;
}
