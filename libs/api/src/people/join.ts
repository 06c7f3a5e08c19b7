import { actorOfPerson, type JoinInput, type Person, type Role } from '@burgee/contracts';
import {
  AccountRow,
  changeAccess,
  databaseTime,
  InvitationRow,
  PersonRow,
  toPerson,
  type EntityManager,
  type WriteContext,
} from '@burgee/data-access';
import { writeContext, type Services } from '../context.ts';
import { invalid } from '../invalid.ts';
import { personChange } from './entries.ts';
import { findInvitation, requireNobody } from './find.ts';
import { storePassword } from './passwords.ts';
import { readOffer } from './read.ts';
import { refuseWeakPassword } from './weak-passwords.ts';

/** Under this name a way to sign in is stored: that of the one provider there may be. */
export const BY_PROVIDER = 'oidc';

/**
 * Makes a person of whoever has a link. The link is good for one.
 *
 * @throws DomainError LINK_NOT_VALID, KEY_TAKEN, VALIDATION_FAILED.
 */
export async function join(services: Services, { token, email, name, password }: JoinInput): Promise<Person> {
  const offer = await readOffer(services, token);
  const address = addressOf(offer.email, email);
  refuseWeakPassword(password, { email: address, name });
  // Takes a tenth of a second on purpose, so it is done before anything is locked, and for valid links only.
  const passwordHash = await services.signIn.hashPassword(password);
  const id = services.newId();
  const ctx = writeContext(services, { actor: actorOfPerson(id) });
  return changeAccess(ctx, async (em) => {
    // Again, under the lock: of many at once the first finds it unused.
    const invitation = await findInvitation(em, token, services);
    await requireNobody(em, address);
    invitation.usedAt = await databaseTime(em);
    const { role, roles } = invitation;
    const person = await addPerson(ctx, em, { id, email: address, name, role, roles });
    // Told with the person: nobody joins without one.
    await storePassword(ctx, em, person, passwordHash);
    return { result: person, changes: [personChange('created', undefined, null, person)] };
  });
}

function addressOf(invited: string | null, given: string | undefined): string {
  const address = invited ?? given;
  if (address && (given ?? address) === address) return address;
  throw invalid('email', address ? 'the link is for another address' : 'is needed with this link');
}

/** Somebody as a provider knows them, with an address that it has verified, in lower case. */
export type KnownElsewhere = { readonly subject: string; readonly email: string; readonly name: string };

/**
 * Makes a person of who signs in with a provider for the first time, where they were invited or everybody may come in.
 * Does nothing for who is a person already, and for who may not come in: then there is nobody to sign in as.
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
  // Whoever invited them vouched for the address: a provider that has verified it too knows the same person.
  const row = em.create(PersonRow, { ...fields, emailVerified: true, createdAt: at, updatedAt: at });
  await em.flush();
  return toPerson(row);
}
