import { DomainError, type EnvironmentKey, type EnvironmentRoles } from '@burgee/contracts';
import { databaseTime, type EntityManager, InvitationRow, PasswordLinkRow, PersonRow } from '@burgee/data-access';
import { hash } from 'node:crypto';
import type { Services } from '../context.ts';
import { requireEnvironment } from '../database/query.ts';
import { placesWithoutAdmin } from './admins.ts';

/** @throws DomainError PERSON_NOT_FOUND. */
export async function findPerson(em: EntityManager, id: string): Promise<PersonRow> {
  const row = await em.findOne(PersonRow, { id });
  if (!row) throw new DomainError({ code: 'PERSON_NOT_FOUND', id });
  return row;
}

/** @throws DomainError KEY_TAKEN. */
export async function requireUnusedEmail(em: EntityManager, email: string): Promise<void> {
  if (!(await em.findOne(PersonRow, { email }))) return;
  throw new DomainError({ code: 'KEY_TAKEN', subject: 'person', key: email, archived: false });
}

/** @throws DomainError ENVIRONMENT_NOT_FOUND for a role in an environment that does not exist. */
export async function requireEnvironmentsOf(em: EntityManager, roles: EnvironmentRoles): Promise<void> {
  for (const key of Object.keys(roles) as EnvironmentKey[]) await requireEnvironment(em, key);
}

/** @throws DomainError LINK_NOT_VALID. */
export async function findInvitation(
  em: EntityManager,
  token: string,
  { signIn }: Pick<Services, 'signIn'>,
): Promise<InvitationRow> {
  const found = await em.findOne(InvitationRow, { tokenHash: hashOfToken(token) });
  const row = requireUsable(found, await databaseTime(em));
  // The setup link is valid only while nobody else can let people in.
  if (!row.email && (await placesWithoutAdmin(em, signIn)).size === 0) throw linkNotValid('used');
  return row;
}

/** Returns a password link and its person. @throws DomainError LINK_NOT_VALID. */
export async function findPasswordLink(
  em: EntityManager,
  token: string,
): Promise<{ readonly link: PasswordLinkRow; readonly person: PersonRow }> {
  const row = await em.findOne(PasswordLinkRow, { tokenHash: hashOfToken(token) });
  const link = requireUsable(row, await databaseTime(em));
  return { link, person: await findPerson(em, link.personId) };
}

function requireUsable<Row extends Pick<InvitationRow, 'usedAt' | 'expiresAt'>>(row: Row | null, now: Date): Row {
  if (!row) throw linkNotValid('unknown');
  if (row.usedAt) throw linkNotValid('used');
  if (row.expiresAt <= now) throw linkNotValid('expired');
  return row;
}

export function linkNotValid(problem: 'unknown' | 'used' | 'expired'): DomainError {
  return new DomainError({ code: 'LINK_NOT_VALID', problem });
}

/** A token has 256 random bits, which cannot be guessed, so a fast hash suffices. */
export function hashOfToken(token: string): string {
  return hash('sha256', token);
}
