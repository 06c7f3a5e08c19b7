import { DomainError, EnvironmentKey, isDeeperThan, MAX_DEPTH, ownValue, validationFailure } from '@burgee/contracts';
import type { z } from 'zod';
import {
  type EvaluationRequest,
  explainingEnvironment,
  idempotencyOf,
  refuseInexactNumbers,
  type RequestContext,
  sessionFor,
  writeContext,
} from './context.ts';
import type { Access, UseCase, UseCaseRequest } from './use-case.ts';

export type Asked = Pick<UseCase, 'access'> & {
  readonly isChange: boolean;
  /** Identifies the operation among the retries of a caller. */
  readonly operation: string;
};

/**
 * Refuses a call of evaluation before its input is parsed: unauthorized callers learn nothing else.
 *
 * @throws DomainError BODY_TOO_DEEP, UNAUTHENTICATED, FORBIDDEN, TOKEN_SCOPE.
 */
export function admitEvaluation(access: Access, request: EvaluationRequest, input: unknown): void {
  const limit = (access.kind === 'permission' && access.maxDepth) || MAX_DEPTH;
  if (isDeeperThan(input, limit)) throw new DomainError({ code: 'BODY_TOO_DEEP', limit });
  if (access.kind !== 'permission or server key') return;
  explainingEnvironment(request, environmentNamedIn(input, 'environment'));
}

/**
 * The same for any call, which may write if it has the permission.
 *
 * @throws DomainError the failures above, and VALIDATION_FAILED for numbers that lost digits and for an invalid
 * idempotency key.
 */
export function admitCall(asked: Asked, request: RequestContext, input: unknown): UseCaseRequest {
  const { access, isChange, operation } = asked;
  admitEvaluation(access, request, input);
  if (isChange) refuseInexactNumbers(request);
  if (access.kind !== 'permission') return request;
  const { permission, field } = access;
  const environment = field === null ? undefined : environmentNamedIn(input, field);
  const session = sessionFor(request.caller, permission, environment);
  const { services, agent, idempotencyKey, onNotServedYet, onServed } = request;
  const idempotency = idempotencyOf(isChange ? idempotencyKey : undefined, operation, input);
  return {
    ...request,
    session,
    write: writeContext(services, session, { agent, idempotency, onNotServedYet, onServed }),
  };
}

/** An invalid environment key counts as absent; if the key is required, validation then refuses the input. */
function environmentNamedIn(input: unknown, field: string): EnvironmentKey | undefined {
  if (typeof input !== 'object' || input === null) return undefined;
  return EnvironmentKey.safeParse(ownValue(input as Record<string, unknown>, field)).data;
}

/** A request of an interface other than tRPC. */
export type Call = {
  /** The fields as they arrived: access is checked before they are parsed. */
  readonly raw: unknown;
  readonly operation: string;
  /** @throws DomainError VALIDATION_FAILED. */
  readonly parse?: (raw: unknown) => unknown;
};

/** @throws DomainError the failures of `useCase`, and `COMMON_FAILURES`. */
export async function callUseCase(
  useCase: UseCase,
  request: RequestContext,
  { raw, operation, parse = (raw) => parseInput(useCase.input, raw) }: Call,
): Promise<unknown> {
  const { access, kind } = useCase;
  const admitted = admitCall({ access, isChange: kind === 'mutation', operation }, request, raw);
  return useCase.run(admitted, parse(raw) as never);
}

/** @throws DomainError VALIDATION_FAILED. */
export function parseInput<S extends z.ZodType>(schema: S, raw: unknown): z.output<S> {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw new DomainError(validationFailure(parsed.error));
}
