import type { InvitationOffer, Person, SignInOptions } from '@burgee/contracts';
import { type Database, InvitationRow, PersonRow, toInvitation, toPerson } from '@burgee/data-access';
import type { Services } from '../context.ts';
import { hasAdmin } from './admins.ts';
import { findInvitation } from './find.ts';

export async function listPeople(database: Database): Promise<{ items: Person[] }> {
  return database.read(async (em) => {
    const rows = await em.findAll(PersonRow, { orderBy: { email: 'asc' } });
    return { items: rows.map(toPerson) };
  });
}

/** Unused invitations, including expired ones: an admin may want to invite the person again. */
export async function listInvitations(database: Database) {
  return database.read(async (em) => {
    const rows = await em.find(InvitationRow, { usedAt: null, email: { $ne: null } }, { orderBy: { email: 'asc' } });
    return { items: rows.map(toInvitation) };
  });
}

/** @throws DomainError LINK_NOT_VALID. */
export async function readOffer(
  { database, signIn }: Pick<Services, 'database' | 'signIn'>,
  token: string,
): Promise<InvitationOffer> {
  return database.read(async (em) => {
    const { email, role, expiresAt } = await findInvitation(em, token, { signIn });
    return { email: email ?? null, role, expiresAt: expiresAt.toISOString() };
  });
}

export async function signInOptions({
  database,
  signIn,
}: Pick<Services, 'database' | 'signIn'>): Promise<SignInOptions> {
  return { needsSetup: !(await database.read((em) => hasAdmin(em, signIn))), oidc: signIn.oidc };
}
