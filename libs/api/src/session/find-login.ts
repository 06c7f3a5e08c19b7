import { DomainError, type FailureOf } from '@burgee/contracts';
import { databaseTime, DeviceLoginRow, type EntityManager } from '@burgee/data-access';

type LoginProblem = FailureOf<'LOGIN_NOT_VALID'>['problem'];

/** One of the two codes of a login. */
type LoginCode = { readonly deviceHash: string } | { readonly userCode: string };

/** Returns a login that has neither expired nor been used. @throws DomainError LOGIN_NOT_VALID. */
export async function findLogin(
  em: EntityManager,
  code: LoginCode,
): Promise<{ readonly login: DeviceLoginRow; readonly now: Date }> {
  const login = await em.findOne(DeviceLoginRow, code);
  if (!login) throw loginNotValid('unknown');
  if (login.usedAt) throw loginNotValid('used');
  const now = await databaseTime(em);
  if (login.expiresAt <= now) throw loginNotValid('expired');
  return { login, now };
}

export function loginNotValid(problem: LoginProblem): DomainError {
  return new DomainError({ code: 'LOGIN_NOT_VALID', problem });
}
