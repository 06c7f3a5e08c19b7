import {
  DomainError,
  isAllowed,
  PERMISSIONS,
  type EnvironmentKey,
  type FailureOf,
  type Permission,
  type Session,
} from '@burgee/contracts';
import type { Commit, Database, Idempotency, WriteContext } from '@burgee/data-access';
import { hash } from 'node:crypto';
import type { Cache } from './cache/cache.ts';
import type { OverrideLinks } from './overrides/links.ts';
import type { OverrideLookup } from './overrides/lookup.ts';
import type { Snapshots } from './snapshots.ts';

/** What every use case may need, made once by the composition root. */
export type Services = {
  readonly database: Database;
  readonly snapshots: Snapshots;
  readonly overrides: OverrideLookup;
  /** Shared with other servers, where there is Redis. */
  readonly cache: Cache;
  readonly links: OverrideLinks;
  readonly now: () => Date;
  readonly newId: () => string;
  /** In `[0, 1)`, for rollouts that are random. */
  readonly random: () => number;
  /** The environment of callers who name none. */
  readonly environment: EnvironmentKey;
  /** Whether flags may be evaluated without a token, in `environment`. */
  readonly publicEvaluation: boolean;
  /** Is told of every change that was committed. */
  readonly onCommit: (commit: Commit) => void;
  /** Aborted when the server stops: streams end then. */
  readonly stopping: AbortSignal;
};

/** Who is asking: a session from a verified token, or why there is none. */
export type Caller = { readonly session: Session } | { readonly problem: FailureOf<'UNAUTHENTICATED'>['problem'] };

/** What a procedure or a route gets to know of a request. */
export type RequestContext = {
  readonly services: Services;
  readonly caller: Caller;
  /** Chosen by a caller who may have to repeat the request. */
  readonly idempotencyKey?: string | undefined;
};

/** @throws DomainError UNAUTHENTICATED or FORBIDDEN. */
export function sessionFor(caller: Caller, permission: Permission): Session {
  if ('problem' in caller) throw new DomainError({ code: 'UNAUTHENTICATED', problem: caller.problem });
  const { role } = caller.session;
  if (!isAllowed(role, permission)) {
    throw new DomainError({ code: 'FORBIDDEN', needs: PERMISSIONS[permission], has: role });
  }
  return caller.session;
}

/**
 * The environment in which a caller may evaluate: anybody in the server's own where that is public, who has a token in all.
 *
 * @throws DomainError UNAUTHENTICATED.
 */
export function evaluationEnvironment({ services, caller }: RequestContext, asked?: EnvironmentKey): EnvironmentKey {
  const environment = asked ?? services.environment;
  const isPublic = services.publicEvaluation && environment === services.environment;
  // A token that is wrong is refused even where none is needed: its sender believes to be somebody.
  if ('problem' in caller && !(isPublic && caller.problem === 'missing')) {
    throw new DomainError({ code: 'UNAUTHENTICATED', problem: caller.problem });
  }
  return environment;
}

/** With it, and only with it, a use case can write: it exists only behind a permission. */
export function writeContext(
  services: Services,
  { actor }: Pick<Session, 'actor'>,
  idempotency?: Idempotency,
): WriteContext {
  const { database, snapshots, now, newId, onCommit } = services;
  async function committed(commit: Commit): Promise<void> {
    onCommit(commit);
    await snapshots.catchUp(commit.versions);
  }
  return { database, actor, now, newId, idempotency, committed };
}

/** For what a browser may change of its own session: whoever has signed in is named, others are not. */
export function browserWriteContext({ services, caller }: RequestContext): WriteContext {
  return writeContext(services, { actor: 'session' in caller ? caller.session.actor : 'anonymous' });
}

/** What makes a request one that may be repeated, where its caller gave a key. */
export function idempotencyOf(key: string | undefined, operation: string, input: unknown): Idempotency | undefined {
  if (key === undefined) return undefined;
  if (key.length === 0 || key.length > MAX_KEY_LENGTH) {
    const message = `must have 1 to ${MAX_KEY_LENGTH} characters`;
    throw new DomainError({ code: 'VALIDATION_FAILED', details: [{ path: 'Idempotency-Key', message }] });
  }
  return { key, operation, fingerprint: hash('sha256', String(JSON.stringify(input))) };
}

const MAX_KEY_LENGTH = 255;
