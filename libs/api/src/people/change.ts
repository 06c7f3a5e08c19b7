import {
  type ChangePersonInput,
  DomainError,
  isSameJson,
  type Person,
  type PersonRef,
  type Session,
} from '@burgee/contracts';
import {
  changeAccess,
  type EntityManager,
  PasswordLinkRow,
  type PersonRow,
  toPerson,
  type WriteContext,
} from '@burgee/data-access';
import { refuseMoreThan } from '../access/grants.ts';
import { revokeLoginKeys } from '../keys/revoke-login-keys.ts';
import { type AdminPlace, placesWithoutAdmin, type SignInWays } from './admins.ts';
import { personChange } from './entries.ts';
import { findPerson, requireEnvironmentsOf } from './find.ts';
import { denyLoginsOf, endSessions } from './sessions.ts';

/** The admin who makes the change, and how people sign in. */
type Changer = { readonly session: Session; readonly services: { readonly signIn: SignInWays } };

/**
 * @throws DomainError PERSON_NOT_FOUND, ENVIRONMENT_NOT_FOUND, LAST_ADMIN; FORBIDDEN for roles above the changer's own.
 */
export async function changePerson(
  ctx: WriteContext,
  { session, services }: Changer,
  input: ChangePersonInput,
): Promise<Person> {
  return editPerson(ctx, services.signIn, input, async (em, row) => {
    if (input.roles) await requireEnvironmentsOf(em, input.roles);
    const before = toPerson(row);
    const { name = before.name, role = before.role, roles = before.roles } = input;
    refuseMoreThan(session, { role, roles, reach: null }, { ...before, reach: null });
    // Roles that cannot be read stay as they are until they are replaced.
    return { name, role, ...(input.roles && { roles }) };
  });
}

/** Also ends all sessions of the person, and keys of logins that the person approved. @throws DomainError PERSON_NOT_FOUND, LAST_ADMIN. */
export async function disablePerson(
  ctx: WriteContext,
  { services }: Pick<Changer, 'services'>,
  input: PersonRef,
): Promise<Person> {
  return editPerson(ctx, services.signIn, input, async (em, row) => {
    await endSessions(em, row);
    await em.nativeDelete(PasswordLinkRow, { personId: row.id });
    await denyLoginsOf(em, row);
    return { disabledAt: row.disabledAt ?? ctx.now() };
  });
}

/** @throws DomainError PERSON_NOT_FOUND. */
export async function enablePerson(
  ctx: WriteContext,
  { services }: Pick<Changer, 'services'>,
  input: PersonRef,
): Promise<Person> {
  return editPerson(ctx, services.signIn, input, async (em, row) => {
    // A session or a login that began at the moment of disabling was never valid and must not become valid now.
    await endSessions(em, row);
    await denyLoginsOf(em, row);
    return { disabledAt: null };
  });
}

type PersonEdit = Partial<Pick<PersonRow, 'name' | 'role' | 'roles' | 'disabledAt'>>;

/**
 * Holds the access lock: if two admins demote each other at once, the second change is refused as it affects the last
 * admin.
 */
async function editPerson(
  ctx: WriteContext,
  ways: SignInWays,
  { id, reason }: PersonRef,
  edit: (em: EntityManager, row: PersonRow) => Promise<PersonEdit>,
): Promise<Person> {
  return changeAccess(ctx, async (em) => {
    const row = await findPerson(em, id);
    const before = toPerson(row);
    const unmanaged = await placesWithoutAdmin(em, ways);
    em.assign(row, await edit(em, row));
    const after = toPerson(row);
    if (isSameJson(before, after)) return { result: after, changes: [] };
    row.updatedAt = ctx.now();
    await em.flush();
    const lost = [...(await placesWithoutAdmin(em, ways))].filter((place) => !unmanaged.has(place));
    if (lost.length > 0) throw lastAdmin(row.email, lost);
    const revoked = await revokeLoginKeys(em, after);
    return { result: after, changes: [personChange('updated', reason, before, after), ...revoked] };
  });
}

function lastAdmin(email: string, places: readonly AdminPlace[]): DomainError {
  const environments = places.filter((place) => place !== null);
  return new DomainError({ code: 'LAST_ADMIN', email, everywhere: places.includes(null), environments });
}
