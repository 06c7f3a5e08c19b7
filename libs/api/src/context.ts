import {
  actorOfKey,
  describeInexact,
  type Diagnostics,
  DomainError,
  type EnvironmentKey,
  type ExchangedToken,
  type InexactNumber,
  isAllowed,
  type Permission,
  PERMISSIONS,
  reaches,
  roleIn,
  type SdkConnectionList,
  type Session,
} from '@burgee/contracts';
import type { Agent, Commit, Database, Idempotency, Versions, WriteContext } from '@burgee/data-access';
import { hash, type KeyObject } from 'node:crypto';
import type { Caller } from './access/caller.ts';
import type { ChangePlans } from './agent/plans.ts';
import type { AuditVerifier } from './audit/verifier.ts';
import type { Cache } from './cache/cache.ts';
import type { ProtocolUses } from './connections/protocol-uses.ts';
import { invalid, invalidAt } from './failures/invalid.ts';
import type { FlagdDefinitions } from './flagd/definitions.ts';
import type { KeyRing, Keys } from './keys/key-ring.ts';
import type { OverrideLinks } from './overrides/links.ts';
import type { OverrideLookup } from './overrides/lookup.ts';
import type { SessionTokens } from './overrides/session-tokens.ts';
import type { Snapshots } from './snapshots.ts';
import type { RulesetPayloads } from './sync/ruleset-payloads.ts';
import type { SyncLog } from './sync/sync-log.ts';
import type { UnleashExports } from './unleash/exports.ts';
import type { UsageCounter } from './usage/counter.ts';

/** Dependencies of everything that evaluates flags. A server that follows another one, without a database, has these alone. */
export type EvaluationServices = {
  readonly snapshots: Pick<Snapshots, 'ruleset' | 'changes'>;
  readonly overrides: Pick<OverrideLookup, 'forContext' | 'ofId'>;
  /** Followers of this server. */
  readonly syncLog: Pick<SyncLog, 'origin' | 'follow'>;
  readonly rulesetPayloads: RulesetPayloads;
  readonly keys: Keys;
  readonly usage: Pick<UsageCounter, 'count' | 'countAll' | 'add'>;
  readonly protocolUses: Pick<ProtocolUses, 'mark'>;
  readonly now: () => Date;
  readonly newId: () => string;
  /** In `[0, 1)`, for random rollouts. */
  readonly random: () => number;
  /** The environment for requests that name none. @throws DomainError UPSTREAM_UNAVAILABLE before it is known. */
  readonly environment: EnvironmentKey;
  /** Whether flags may be evaluated without a token, in `environment`. */
  readonly publicEvaluation: boolean;
  /** Aborted when the server begins to stop: it reports that it is not ready, and finishes its requests. */
  readonly draining: AbortSignal;
  /** Aborted when the server has stopped accepting requests: the remaining open streams end. */
  readonly stopping: AbortSignal;
};

/** Dependencies of the use cases, created once by the composition root. */
export type Services = EvaluationServices & {
  readonly database: Database;
  readonly snapshots: Snapshots;
  readonly overrides: OverrideLookup;
  readonly syncLog: SyncLog;
  readonly keys: KeyRing;
  readonly usage: UsageCounter;
  readonly protocolUses: ProtocolUses;
  readonly flagd: FlagdDefinitions;
  readonly unleash: UnleashExports;
  /** How this server serves flagd's protocol, if it does. */
  readonly flagdAddress: SdkConnectionList['flagd'];
  /** Shared between servers if Redis is configured. */
  readonly cache: Cache;
  readonly links: OverrideLinks;
  readonly plans: ChangePlans;
  readonly sessionTokens: SessionTokens;
  readonly workloads: Workloads;
  /** Examines the surroundings of this server. */
  readonly diagnose: () => Promise<Omit<Diagnostics, 'proxy'>>;
  /** 256 random bits as text, for secrets that alone grant access. */
  readonly newSecret: () => string;
  readonly signIn: SignIn;
  /** Chains the audit trail. */
  readonly auditKey: KeyObject;
  readonly verifyAudit: AuditVerifier;
  /** Called with every committed change. */
  readonly onCommit: (commit: Commit) => void;
};

/** Signs in jobs of CI services, which hold no secret of this server. */
export type Workloads = {
  /**
   * @throws DomainError UNAUTHENTICATED for a token that is not valid, TOKEN_SCOPE if no rule matches its claims,
   * VALIDATION_FAILED if no issuer is trusted, ISSUER_UNAVAILABLE.
   */
  exchange(token: string): Promise<ExchangedToken>;
};

/** How people sign in. */
export type SignIn = {
  readonly hashPassword: (password: string) => Promise<string>;
  /** The company's own identity provider, if any. */
  readonly oidc: { readonly name: string } | null;
};

/** The part of a request that evaluations see. */
export type EvaluationRequest = {
  readonly services: EvaluationServices;
  readonly caller: Caller;
  /** Returns the numbers in the request's body that lost digits during parsing. */
  readonly inexactNumbers?: (() => readonly InexactNumber[]) | undefined;
  /** Aborted when the stream opened by this request must end. */
  readonly streamEnd?: AbortSignal | undefined;
};

/** The part of a request that procedures and routes see. */
export type RequestContext = EvaluationRequest & {
  readonly services: Services;
  /** Set if an agent calls over MCP. */
  readonly agent?: Agent | undefined;
  /** Whether a proxy named the client, and whether that counts. */
  readonly proxy?: Diagnostics['proxy'] | undefined;
  /** The network address of the client, if it is known. */
  readonly address?: string | undefined;
  /** Chosen by the caller, to make a retry of the request safe. */
  readonly idempotencyKey?: string | undefined;
  /** Called if this server does not serve a committed change yet when it answers the caller. */
  readonly onNotServedYet?: ((versions: Versions) => void) | undefined;
  /** Called with the versions of a committed change that this server serves when it answers the caller. */
  readonly onServed?: ((versions: Versions) => void) | undefined;
  /** Called with the email address that a person proved to own by using a link. */
  readonly onLinkProved?: ((email: string) => void) | undefined;
};

/**
 * @param environment where the permission is required; if absent, everywhere.
 * @throws DomainError UNAUTHENTICATED, TOKEN_SCOPE or FORBIDDEN.
 */
export function sessionFor(caller: Caller, permission: Permission, environment?: EnvironmentKey): Session {
  const { session } = requireSession(caller);
  if (isAllowed(session, permission, environment)) return session;
  const { role: needs, where } = PERMISSIONS[permission];
  const place = where === 'environment' ? environment : undefined;
  if (!reaches(session, place)) throw new DomainError({ code: 'TOKEN_SCOPE', scope: place ?? 'all environments' });
  throw new DomainError({ code: 'FORBIDDEN', needs, has: roleIn(session, place), environment: place ?? null });
}

/** @throws DomainError UNAUTHENTICATED; TOKEN_SCOPE for an evaluation key, which permits nothing but evaluation. */
export function requireSession(caller: Caller): Extract<Caller, { session: Session }> {
  if ('problem' in caller) throw unauthenticated(caller);
  if ('key' in caller) throw new DomainError({ code: 'TOKEN_SCOPE', scope: 'anything but evaluation' });
  return caller;
}

/** The failure of a caller without a valid credential. */
export function unauthenticated({ problem, because }: Extract<Caller, { problem: string }>): DomainError {
  return because ?? new DomainError({ code: 'UNAUTHENTICATED', problem });
}

/**
 * The environment in which a caller may evaluate: anyone in the server's own environment if that is public, a key in
 * its own, and a signed-in person in every environment within reach.
 *
 * @throws DomainError UNAUTHENTICATED or TOKEN_SCOPE.
 */
export function evaluationEnvironment({ services, caller }: EvaluationRequest, asked?: EnvironmentKey): EnvironmentKey {
  const environment = asked ?? ('key' in caller ? caller.key.environment : services.environment);
  if ('problem' in caller) {
    const isPublic = services.publicEvaluation && environment === services.environment;
    // Reject an invalid token even where none is required: the sender thinks it is authenticated.
    if (isPublic && caller.problem === 'missing') return environment;
    throw unauthenticated(caller);
  }
  const isWithinReach = 'key' in caller ? caller.key.environment === environment : reaches(caller.session, environment);
  if (!isWithinReach) throw new DomainError({ code: 'TOKEN_SCOPE', scope: environment });
  return environment;
}

/**
 * Like `evaluationEnvironment`, for explanations, which reveal who is targeted.
 *
 * @throws DomainError UNAUTHENTICATED, TOKEN_SCOPE or FORBIDDEN.
 */
export function explainingEnvironment(request: EvaluationRequest, asked?: EnvironmentKey): EnvironmentKey {
  const { caller } = request;
  const isServer = 'key' in caller && caller.key.kind === 'server';
  if (isServer) return evaluationEnvironment(request, asked);
  const environment = asked ?? request.services.environment;
  sessionFor(caller, 'evaluation:explain', environment);
  return environment;
}

/** The parts of a request that its write uses. */
type WriteRequest = { readonly idempotency?: Idempotency | undefined } & Pick<
  RequestContext,
  'agent' | 'onNotServedYet' | 'onServed'
>;

/** A use case can write only with this context, and it exists only behind a permission. */
export function writeContext(
  services: Services,
  { actor }: Pick<Session, 'actor'>,
  { agent, idempotency, onNotServedYet, onServed }: WriteRequest = {},
): WriteContext {
  const { database, snapshots, now, newId, auditKey, onCommit } = services;
  async function committed(commit: Commit, answerBy: Promise<void>): Promise<void> {
    onCommit(commit);
    const isServed = await Promise.race([snapshots.catchUp(commit.versions), answerBy.then(() => false)]);
    (isServed ? onServed : onNotServedYet)?.(commit.versions);
  }
  return { database, actor, agent, now, newId, auditKey, idempotency, committed };
}

/** For changes of a browser's own session: the actor is the signed-in person, or anonymous. */
export function browserWriteContext({ services, caller, onNotServedYet, onServed }: RequestContext): WriteContext {
  return writeContext(services, { actor: actorOf(caller) }, { onNotServedYet, onServed });
}

/** The caller's id in the audit trail and in logs. */
export function actorOf(caller: Caller): string {
  if ('session' in caller) return caller.session.actor;
  return 'key' in caller ? actorOfKey(caller.key.id) : 'anonymous';
}

/** Aborted when the client disconnects, when its credential becomes invalid, or when the server ends the stream. */
export function streamSignal(
  caller: Caller,
  clientGone: AbortSignal | undefined,
  streamEnd?: AbortSignal,
): AbortSignal | undefined {
  const ended = 'ended' in caller ? caller.ended : undefined;
  const signals = [clientGone, ended, streamEnd].filter((signal) => signal !== undefined);
  return signals.length > 0 ? AbortSignal.any(signals) : undefined;
}

/** Refuses numbers that would be stored with other digits than were sent. @throws DomainError VALIDATION_FAILED. */
export function refuseInexactNumbers({ inexactNumbers }: Pick<EvaluationRequest, 'inexactNumbers'>): void {
  const lost = inexactNumbers?.() ?? [];
  if (lost.length === 0) return;
  throw invalidAt(lost.slice(0, MAX_DETAILS).map(({ path, digits }) => ({ path, message: describeInexact(digits) })));
}

const MAX_DETAILS = 20;

/** Makes a request safe to retry, if its caller sent a key. */
export function idempotencyOf(key: string | undefined, operation: string, input: unknown): Idempotency | undefined {
  if (key === undefined) return undefined;
  if (key.length === 0 || key.length > MAX_KEY_LENGTH) {
    throw invalid('Idempotency-Key', `must have 1 to ${MAX_KEY_LENGTH} characters`);
  }
  return { key, operation, fingerprint: hash('sha256', String(JSON.stringify(input))) };
}

const MAX_KEY_LENGTH = 255;
