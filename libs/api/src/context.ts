import {
  actorOfKey,
  describeInexact,
  DomainError,
  isAllowed,
  PERMISSIONS,
  reaches,
  roleIn,
  type EnvironmentKey,
  type FailureOf,
  type InexactNumber,
  type Permission,
  type Session,
} from '@burgee/contracts';
import type { Commit, Database, Idempotency, Versions, WriteContext } from '@burgee/data-access';
import { hash, type KeyObject } from 'node:crypto';
import type { AuditVerifier } from './audit/verifier.ts';
import type { Cache } from './cache/cache.ts';
import { invalid, invalidAt } from './invalid.ts';
import type { KeyRing } from './keys/key-ring.ts';
import type { OverrideLinks } from './overrides/links.ts';
import type { OverrideLookup } from './overrides/lookup.ts';
import type { SessionTokens } from './overrides/session-tokens.ts';
import type { Snapshots } from './snapshots.ts';
import type { UsageCounter } from './usage/counter.ts';

/** What every use case may need, made once by the composition root. */
export type Services = {
  readonly database: Database;
  readonly snapshots: Snapshots;
  readonly overrides: OverrideLookup;
  readonly keys: KeyRing;
  readonly usage: UsageCounter;
  /** Shared with other servers, where there is Redis. */
  readonly cache: Cache;
  readonly links: OverrideLinks;
  readonly sessionTokens: SessionTokens;
  readonly now: () => Date;
  readonly newId: () => string;
  /** 256 random bits as text, for whoever may come in with nothing else. */
  readonly newSecret: () => string;
  readonly signIn: SignIn;
  /** Chains the audit trail. */
  readonly auditKey: KeyObject;
  readonly verifyAudit: AuditVerifier;
  /** In `[0, 1)`, for rollouts that are random. */
  readonly random: () => number;
  /** The environment of callers who name none. */
  readonly environment: EnvironmentKey;
  /** Whether flags may be evaluated without a token, in `environment`. */
  readonly publicEvaluation: boolean;
  /** Is told of every change that was committed. */
  readonly onCommit: (commit: Commit) => void;
  /** Aborted when the server begins to stop: it is not ready from then on, and finishes what it has. */
  readonly draining: AbortSignal;
  /** Aborted when the server has stopped taking requests: streams that are still open end then. */
  readonly stopping: AbortSignal;
};

/**
 * Who is asking: a session, a key that evaluates, or why there is neither. `ended` is aborted when what was shown is valid
 * no longer: streams end then.
 */
export type Caller =
  | { readonly session: Session; readonly ended?: AbortSignal }
  | { readonly key: EvaluationKey; readonly ended: AbortSignal }
  | {
      readonly problem: FailureOf<'UNAUTHENTICATED'>['problem'];
      /** Why it could not be found out who it is: no reason to refuse what is open to anybody. */
      readonly because?: DomainError;
    };

/** What people have to sign in with. */
export type SignIn = {
  readonly hashPassword: (password: string) => Promise<string>;
  /** The company's own sign-in, where there is one. */
  readonly oidc: { readonly name: string } | null;
};

/** A key for evaluation. Public ones get values, and nothing that tells who is targeted. */
type EvaluationKey = {
  readonly id: string;
  readonly name: string;
  readonly kind: 'server' | 'web';
  readonly environment: EnvironmentKey;
  /** Of web keys: the only pages that may use it; empty is any. */
  readonly origins: readonly string[];
};

/** What a procedure or a route gets to know of a request. */
export type RequestContext = {
  readonly services: Services;
  readonly caller: Caller;
  /** Chosen by a caller who may have to repeat the request. */
  readonly idempotencyKey?: string | undefined;
  /** The numbers of the request's body that lost digits when it was parsed. */
  readonly inexactNumbers?: (() => readonly InexactNumber[]) | undefined;
  /** Called when a change is committed, and this server does not serve it by the time the caller gets its answer. */
  readonly onNotServedYet?: ((versions: Versions) => void) | undefined;
  /** Called with the address of somebody who proved by a link that it is theirs. */
  readonly onLinkProved?: ((email: string) => void) | undefined;
  /** Aborted when the server ends the stream that this request opens. */
  readonly streamEnd?: AbortSignal | undefined;
};

/**
 * @param environment where the permission is asked for; without one, everywhere.
 * @throws DomainError UNAUTHENTICATED, TOKEN_SCOPE or FORBIDDEN.
 */
export function sessionFor(caller: Caller, permission: Permission, environment?: EnvironmentKey): Session {
  if ('problem' in caller) throw unauthenticated(caller);
  // Whoever may evaluate may not look behind it.
  if ('key' in caller) throw new DomainError({ code: 'TOKEN_SCOPE', scope: 'anything but evaluation' });
  const { session } = caller;
  if (isAllowed(session, permission, environment)) return session;
  const { role: needs, where } = PERMISSIONS[permission];
  const place = where === 'environment' ? environment : undefined;
  if (!reaches(session, place)) throw new DomainError({ code: 'TOKEN_SCOPE', scope: place ?? 'all environments' });
  throw new DomainError({ code: 'FORBIDDEN', needs, has: roleIn(session, place), environment: place ?? null });
}

function unauthenticated({ problem, because }: Extract<Caller, { problem: string }>): DomainError {
  return because ?? new DomainError({ code: 'UNAUTHENTICATED', problem });
}

/**
 * The environment in which a caller may evaluate: anybody in the server's own where that is public, a key in its own, and
 * who has signed in in all within reach.
 *
 * @throws DomainError UNAUTHENTICATED or TOKEN_SCOPE.
 */
export function evaluationEnvironment({ services, caller }: RequestContext, asked?: EnvironmentKey): EnvironmentKey {
  const environment = asked ?? ('key' in caller ? caller.key.environment : services.environment);
  if ('problem' in caller) {
    const isPublic = services.publicEvaluation && environment === services.environment;
    // A token that is wrong is refused even where none is needed: its sender believes to be somebody.
    if (isPublic && caller.problem === 'missing') return environment;
    throw unauthenticated(caller);
  }
  const isWithinReach = 'key' in caller ? caller.key.environment === environment : reaches(caller.session, environment);
  if (!isWithinReach) throw new DomainError({ code: 'TOKEN_SCOPE', scope: environment });
  return environment;
}

/**
 * Like `evaluationEnvironment`, for explanations, which tell who is targeted.
 *
 * @throws DomainError UNAUTHENTICATED, TOKEN_SCOPE or FORBIDDEN.
 */
export function explainingEnvironment(request: RequestContext, asked?: EnvironmentKey): EnvironmentKey {
  const { caller } = request;
  const isServer = 'key' in caller && caller.key.kind === 'server';
  if (isServer) return evaluationEnvironment(request, asked);
  const environment = asked ?? request.services.environment;
  sessionFor(caller, 'evaluation:explain', environment);
  return environment;
}

/** What a request brings to its write. */
type WriteRequest = { readonly idempotency?: Idempotency | undefined } & Pick<RequestContext, 'onNotServedYet'>;

/** With it, and only with it, a use case can write: it exists only behind a permission. */
export function writeContext(
  services: Services,
  { actor }: Pick<Session, 'actor'>,
  { idempotency, onNotServedYet }: WriteRequest = {},
): WriteContext {
  const { database, snapshots, now, newId, auditKey, onCommit } = services;
  async function committed(commit: Commit, answerBy: Promise<void>): Promise<void> {
    onCommit(commit);
    const isServed = await Promise.race([snapshots.catchUp(commit.versions), answerBy.then(() => false)]);
    if (!isServed) onNotServedYet?.(commit.versions);
  }
  return { database, actor, now, newId, auditKey, idempotency, committed };
}

/** For what a browser may change of its own session: whoever has signed in is named, others are not. */
export function browserWriteContext({ services, caller, onNotServedYet }: RequestContext): WriteContext {
  return writeContext(services, { actor: actorOf(caller) }, { onNotServedYet });
}

/** The id under which a caller stands in the trail and in logs. */
export function actorOf(caller: Caller): string {
  if ('session' in caller) return caller.session.actor;
  return 'key' in caller ? actorOfKey(caller.key.id) : 'anonymous';
}

/** Aborted when the client goes, when what it came with is no longer valid, or when the server ends the stream. */
export function untilGone(
  caller: Caller,
  clientGone: AbortSignal | undefined,
  streamEnd?: AbortSignal,
): AbortSignal | undefined {
  const ended = 'ended' in caller ? caller.ended : undefined;
  const signals = [clientGone, ended, streamEnd].filter((signal) => signal !== undefined);
  return signals.length > 0 ? AbortSignal.any(signals) : undefined;
}

/** Nothing that was sent is stored as something else. @throws DomainError VALIDATION_FAILED. */
export function refuseInexactNumbers({ inexactNumbers }: Pick<RequestContext, 'inexactNumbers'>): void {
  const lost = inexactNumbers?.() ?? [];
  if (lost.length === 0) return;
  throw invalidAt(lost.slice(0, MAX_DETAILS).map(({ path, digits }) => ({ path, message: describeInexact(digits) })));
}

const MAX_DETAILS = 20;

/** What makes a request one that may be repeated, where its caller gave a key. */
export function idempotencyOf(key: string | undefined, operation: string, input: unknown): Idempotency | undefined {
  if (key === undefined) return undefined;
  if (key.length === 0 || key.length > MAX_KEY_LENGTH) {
    throw invalid('Idempotency-Key', `must have 1 to ${MAX_KEY_LENGTH} characters`);
  }
  return { key, operation, fingerprint: hash('sha256', String(JSON.stringify(input))) };
}

const MAX_KEY_LENGTH = 255;
