import { DomainError, isAtLeast, reaches, roleIn, type EnvironmentKey, type Session } from '@burgee/contracts';
import type { Services } from './context.ts';

/** Who gets to see a new secret, and what makes it. */
export type Receiver = { readonly session: Session; readonly services: Pick<Services, 'newSecret'> };

/** What somebody, or a key, may do. */
type Grant = Pick<Session, 'role' | 'roles' | 'reach'>;

/**
 * Nobody gives away more than they may do themselves: an admin everywhere may be less in single environments. What there was
 * `before`, by whomever, may stay.
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
