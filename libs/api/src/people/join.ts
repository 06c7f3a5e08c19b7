import { actorOfPerson, type JoinInput, type Person, type Role } from '@burgee/contracts';
import {
  AccountRow,
  changeAccess,
  databaseTime,
  type EntityManager,
  InvitationRow,
  PersonRow,
  toPerson,
  type WriteContext,
} from '@burgee/data-access';
import { type Services, writeContext } from '../context.ts';
import { invalid } from '../failures/invalid.ts';
import { personChange } from './entries.ts';
import { findInvitation, requireUnusedEmail } from './find.ts';
import { storePassword } from './passwords.ts';
import { readOffer } from './read.ts';
import { refuseWeakPassword } from './weak-passwords.ts';

/** The stored id of the identity provider; there is at most one. */
export const BY_PROVIDER = 'oidc';

/**
 * Creates a person from a link, which works once.
 *
 * @throws DomainError LINK_NOT_VALID, KEY_TAKEN, VALIDATION_FAILED.
 */
export async function join(services: Services, { token, email, name, password }: JoinInput): Promise<Person> {
  const offer = await readOffer(services, token);
  const address = joinAddress(offer.email, email);
  refuseWeakPassword(password, { email: address, name });
  // Hashing deliberately takes a tenth of a second, so it runs before anything is locked, and only for valid links.
  const passwordHash = await services.signIn.hashPassword(password);
  const id = services.newId();
  const ctx = writeContext(services, { actor: actorOfPerson(id) });
  return changeAccess(ctx, async (em) => {
    // Check again under the lock: only the first of several concurrent requests finds the link unused.
    const invitation = await findInvitation(em, token, services);
    await requireUnusedEmail(em, address);
    invitation.usedAt = await databaseTime(em);
    const { role, roles } = invitation;
    const person = await addPerson(ctx, em, { id, email: address, name, role, roles });
    // The password needs no audit entry of its own: nobody joins without one.
    await storePassword(ctx, em, person, passwordHash);
    return { result: person, changes: [personChange('created', undefined, null, person)] };
  });
}

function joinAddress(invited: string | null, given: string | undefined): string {
  const address = invited ?? given;
  if (address && (given ?? address) === address) return address;
  throw invalid('email', address ? 'the link is for another address' : 'is required with this link');
}

/** A person's account at the provider, with an email address that it has verified, in lower case. */
export type KnownElsewhere = { readonly subject: string; readonly email: string; readonly name: string };

/**
 * Creates a person on their first sign-in with the provider, if they were invited or everyone may join. Does nothing if
 * the person exists, or may not join: then the sign-in finds no person.
 */
export async function admit(
  services: Services,
  { subject, email, name }: KnownElsewhere,
  defaultRole: Role | undefined,
): Promise<void> {
  const id = services.newId();
  const ctx = writeContext(services, { actor: actorOfPerson(id) });
  await changeAccess(ctx, async (em) => {
    const nothing = { result: undefined, changes: [] };
    if (await isKnown(em, subject, email)) return nothing;
    const now = await databaseTime(em);
    const invitation = await em.findOne(InvitationRow, { email, usedAt: null, expiresAt: { $gt: now } });
    const role = invitation?.role ?? defaultRole;
    if (!role) return nothing;
    if (invitation) invitation.usedAt = now;
    const person = await addPerson(ctx, em, { id, email, name, role, roles: invitation?.roles ?? {} });
    return { result: undefined, changes: [personChange('created', undefined, null, person)] };
  });
}

async function isKnown(em: EntityManager, subject: string, email: string): Promise<boolean> {
  const account = await em.findOne(AccountRow, { providerId: BY_PROVIDER, accountId: subject });
  return Boolean(account ?? (await em.findOne(PersonRow, { email })));
}

type NewPerson = Pick<PersonRow, 'id' | 'email' | 'name' | 'role' | 'roles'>;

async function addPerson({ now }: WriteContext, em: EntityManager, fields: NewPerson): Promise<Person> {
  const at = now();
  // The inviter vouched for the address, so a provider that has also verified it refers to the same person.
  const row = em.create(PersonRow, { ...fields, emailVerified: true, createdAt: at, updatedAt: at });
  await em.flush();
  return toPerson(row);
}
