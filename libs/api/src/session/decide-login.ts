import {
  type ApproveLoginInput,
  DomainError,
  isAtLeast,
  type LoginRef,
  personInActor,
  roleEverywhere,
  type Session,
  type WaitingLogin,
} from '@burgee/contracts';
import { type DeviceLoginRow, type EntityManager } from '@burgee/data-access';
import type { Caller } from '../access/caller.ts';
import { type RequestContext, requireSession } from '../context.ts';
import { findLogin, loginNotValid } from './find-login.ts';

/** The login that waits with a code, for the page of the person who decides. @throws DomainError LOGIN_NOT_VALID. */
export async function readWaitingLogin(
  { services, caller }: RequestContext,
  { userCode }: LoginRef,
): Promise<WaitingLogin> {
  const { session } = requirePerson(caller);
  return services.database.read(async (em) => {
    const { login } = await findLogin(em, { userCode });
    if (login.decision) throw loginNotValid('decided');
    const { host, address, role } = login;
    return {
      ...{ userCode, host, role, address: address ?? null },
      highestRole: roleEverywhere(session),
      startedAt: login.createdAt.toISOString(),
      expiresAt: login.expiresAt.toISOString(),
    };
  });
}

/** Lets the program that waits have a key. @throws DomainError LOGIN_NOT_VALID; FORBIDDEN for a role above the caller's. */
export async function approveLogin(
  { services, caller }: RequestContext,
  { userCode, role, days }: ApproveLoginInput,
): Promise<void> {
  const { session, personId } = requirePerson(caller);
  const has = roleEverywhere(session);
  if (!isAtLeast(has, role)) throw new DomainError({ code: 'FORBIDDEN', needs: role, has, environment: null });
  await services.database.write((em) => decide(em, userCode, { decision: 'approved', role, days, personId }));
}

/** @throws DomainError LOGIN_NOT_VALID. */
export async function denyLogin({ services, caller }: RequestContext, { userCode }: LoginRef): Promise<void> {
  requirePerson(caller);
  await services.database.write((em) => decide(em, userCode, { decision: 'denied' }));
}

type Decision = Pick<DeviceLoginRow, 'decision'> & Partial<Pick<DeviceLoginRow, 'role' | 'days' | 'personId'>>;

async function decide(em: EntityManager, userCode: string, decision: Decision): Promise<void> {
  // If two people decide at once, the second waits here, and then finds the decision of the first.
  await em.execute('select 1 from device_logins where user_code = ? for update', [userCode]);
  const { login } = await findLogin(em, { userCode });
  if (login.decision) throw loginNotValid('decided');
  em.assign(login, decision);
  await em.flush();
}

/** A key or token must not create keys that outlive it. @throws DomainError UNAUTHENTICATED, TOKEN_SCOPE. */
function requirePerson(caller: Caller): { readonly session: Session; readonly personId: string } {
  const { session } = requireSession(caller);
  const personId = personInActor(session.actor);
  if (personId === undefined) throw new DomainError({ code: 'TOKEN_SCOPE', scope: 'logins on the command line' });
  return { session, personId };
}
