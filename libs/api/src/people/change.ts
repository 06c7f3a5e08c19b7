import { DomainError, type ChangePersonInput, type Person, type PersonRef, type Session } from '@burgee/contracts';
import {
  changeAccess,
  PasswordLinkRow,
  toPerson,
  type EntityManager,
  type PersonRow,
  type WriteContext,
} from '@burgee/data-access';
import { isDeepStrictEqual } from 'node:util';
import { refuseMoreThan } from '../grants.ts';
import { findPerson, hasAdmin, requireEnvironmentsOf } from './find.ts';
import { personChange } from './entries.ts';
import { endSessions } from './sessions.ts';

/** @throws DomainError PERSON_NOT_FOUND, ENVIRONMENT_NOT_FOUND, LAST_ADMIN; FORBIDDEN for more than the changer may. */
export async function changePerson(ctx: WriteContext, changer: Session, input: ChangePersonInput): Promise<Person> {
  return editPerson(ctx, input, async (em, row) => {
    if (input.roles) await requireEnvironmentsOf(em, input.roles);
    const { name = row.name, role = row.role, roles = row.roles } = input;
    refuseMoreThan(changer, { role, roles, reach: null }, { ...row, reach: null });
    return { name, role, roles };
  });
}

/** Ends all sessions of the person with it. @throws DomainError PERSON_NOT_FOUND, LAST_ADMIN. */
export async function disablePerson(ctx: WriteContext, input: PersonRef): Promise<Person> {
  return editPerson(ctx, input, async (em, row) => {
    await endSessions(em, row);
    await em.nativeDelete(PasswordLinkRow, { personId: row.id });
    return { disabledAt: row.disabledAt ?? ctx.now() };
  });
}

/** @throws DomainError PERSON_NOT_FOUND. */
export async function enablePerson(ctx: WriteContext, input: PersonRef): Promise<Person> {
  return editPerson(ctx, input, async (em, row) => {
    // One that began in the instant of disabling was never good for anything, and is not to become so now.
    await endSessions(em, row);
    return { disabledAt: null };
  });
}

type Edited = Partial<Pick<PersonRow, 'name' | 'role' | 'roles' | 'disabledAt'>>;

/** Under the lock of access: of two admins who demote each other at once one comes second, and is the last. */
async function editPerson(
  ctx: WriteContext,
  { id, reason }: PersonRef,
  edit: (em: EntityManager, row: PersonRow) => Promise<Edited>,
): Promise<Person> {
  return changeAccess(ctx, async (em) => {
    const row = await findPerson(em, id);
    const before = toPerson(row);
    em.assign(row, await edit(em, row));
    const after = toPerson(row);
    if (isDeepStrictEqual(before, after)) return { result: after, changes: [] };
    if (isAdmin(before) && !isAdmin(after) && !(await hasAdmin(em, id))) {
      throw new DomainError({ code: 'LAST_ADMIN', email: row.email });
    }
    row.updatedAt = ctx.now();
    await em.flush();
    return { result: after, changes: [personChange('updated', reason, before, after)] };
  });
}

function isAdmin({ role, disabledAt }: Person): boolean {
  return role === 'admin' && disabledAt === null;
}
