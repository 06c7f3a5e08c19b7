import { DomainError, type EnvironmentKey, isAtLeast, reaches, roleIn, type Session } from '@burgee/contracts';
import type { Services } from '../context.ts';

/** The person who receives a new secret, and the service that creates it. */
export type Receiver = { readonly session: Session; readonly services: Pick<Services, 'newSecret'> };

/** The roles of a person or key. */
type Grant = Pick<Session, 'role' | 'roles' | 'reach'>;

/**
 * Nobody can grant more than they have: a global admin may have a lower role in some environments. Roles held `before`
 * may stay, no matter who granted them.
 *
 * @throws DomainError FORBIDDEN.
 */
export function refuseMoreThan(giver: Session, given: Grant, before?: Grant): void {
  const named = [giver, given, before].flatMap((grant) => Object.keys(grant?.roles ?? {}) as EnvironmentKey[]);
  for (const environment of new Set(named)) {
    const [needs, has] = [roleIn(given, environment), roleIn(giver, environment)];
    const isNew = !before || !isAtLeast(roleIn(before, environment), needs);
    if (isNew && reaches(given, environment) && !isAtLeast(has, needs)) {
      throw new DomainError({ code: 'FORBIDDEN', needs, has, environment });
    }
  }
}
