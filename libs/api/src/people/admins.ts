import { type EnvironmentKey, EnvironmentRoles, type Role, roleIn } from '@burgee/contracts';
import type { EntityManager } from '@burgee/data-access';
import type { SignIn } from '../context.ts';
import { BY_PASSWORD } from './passwords.ts';

/** An environment, or `null` for everything outside environments, such as people. */
export type AdminPlace = EnvironmentKey | null;

/** The part of `SignIn` that decides who can sign in: without a provider, only people with a password. */
export type SignInWays = Pick<SignIn, 'oidc'>;

/**
 * The places without an admin who can sign in. Roles differ by environment, so the admin of one place may be a viewer
 * in another.
 */
export async function placesWithoutAdmin(em: EntityManager, { oidc }: SignInWays): Promise<ReadonlySet<AdminPlace>> {
  const environments: { key: EnvironmentKey }[] = await em.execute('select key from environments order by key');
  const people: { role: Role; roles: EnvironmentRoles }[] = await em.execute(
    `select role, roles from auth_user as person where disabled_at is null and (?::boolean or exists (
       select from auth_account where user_id = person.id and provider_id = ? and password is not null))`,
    [oidc !== null, BY_PASSWORD],
  );
  const places: AdminPlace[] = [null, ...environments.map(({ key }) => key)];
  // People whose roles cannot be read cannot sign in.
  const whole = people.filter(({ roles }) => EnvironmentRoles.safeParse(roles).success);
  return new Set(places.filter((place) => !whole.some((person) => roleIn(person, place ?? undefined) === 'admin')));
}

/** Whether an admin who can sign in manages people: only then can others be let in. */
export async function hasAdmin(em: EntityManager, ways: SignInWays): Promise<boolean> {
  return !(await placesWithoutAdmin(em, ways)).has(null);
}
