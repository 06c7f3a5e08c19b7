import {
  type ClearSessionOverridesInput,
  DomainError,
  type EnvironmentKey,
  isAllowed,
  type SessionOverrides,
  type SessionRef,
  type SetSessionOverridesInput,
  TargetId,
} from '@burgee/contracts';
import { browserWriteContext, evaluationEnvironment, type RequestContext } from '../context.ts';
import { clearSessionOverrides, sessionOverrides, setSessionOverrides } from './session.ts';

/**
 * Session overrides for browsers (S400.8): anyone may begin a session, but only the browser that began it may continue
 * it.
 */

/**
 * @throws DomainError TOKEN_SCOPE if the session has overrides but is not the caller's, and the failures of
 *   `setSessionOverrides`.
 */
export async function setOwnSessionOverrides(
  request: RequestContext,
  { token, ...input }: SetSessionOverridesInput,
): Promise<SessionOverrides> {
  const { services } = request;
  const environment = evaluationEnvironment(request, input.environment);
  const session = { environment, sessionId: input.sessionId ?? TargetId.parse(services.newId()) };
  const isOwn = input.sessionId === undefined || mayUse(request, session, token);
  if (!isOwn && (await readSession(request, session)).overrides.length > 0) throw sessionNotOwned();
  const set = await setSessionOverrides(browserWriteContext(request), services, { ...input, ...session });
  return { ...set, token: services.sessionTokens.tokenOf(session) };
}

/** @throws DomainError TOKEN_SCOPE if the session is not the caller's. */
export async function readOwnSessionOverrides(request: RequestContext, ref: SessionRef): Promise<SessionOverrides> {
  return readSession(request, ownSession(request, ref));
}

/** @throws DomainError TOKEN_SCOPE if the session is not the caller's. */
export async function clearOwnSessionOverrides(
  request: RequestContext,
  { flagKey, ...ref }: ClearSessionOverridesInput,
): Promise<void> {
  return clearSessionOverrides(browserWriteContext(request), { ...ownSession(request, ref), flagKey });
}

type Session = { readonly environment: EnvironmentKey; readonly sessionId: TargetId };

function readSession({ services: { database, now } }: RequestContext, session: Session): Promise<SessionOverrides> {
  return sessionOverrides(database, session, now());
}

function ownSession(request: RequestContext, { token, sessionId, ...ref }: SessionRef): Session {
  const session = { environment: evaluationEnvironment(request, ref.environment), sessionId };
  if (!mayUse(request, session, token)) throw sessionNotOwned();
  return session;
}

/** People who may read overrides may use any session, and so may servers. A web key is public, so it proves nothing. */
function mayUse({ services, caller }: RequestContext, session: Session, token: string | undefined): boolean {
  if ('session' in caller && isAllowed(caller.session, 'overrides:read', session.environment)) return true;
  if ('key' in caller && caller.key.kind === 'server') return true;
  return services.sessionTokens.isTokenOf(session, token);
}

function sessionNotOwned(): DomainError {
  return new DomainError({
    code: 'TOKEN_SCOPE',
    scope: 'this session: send the token that was returned when it began',
  });
}
