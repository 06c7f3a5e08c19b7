import {
  actorOfPerson,
  DAY_MS,
  type NewPasswordLink,
  type PasswordLinkOffer,
  type PersonRef,
  type SetPasswordInput,
} from '@burgee/contracts';
import {
  AccountRow,
  type Change,
  changeAccess,
  databaseTime,
  type EntityManager,
  PasswordLinkRow,
  type PersonRow,
  type WriteContext,
} from '@burgee/data-access';
import { type Receiver, refuseMoreThan } from '../access/grants.ts';
import { type Services, writeContext } from '../context.ts';
import { invalid } from '../failures/invalid.ts';
import { findPasswordLink, findPerson, hashOfToken } from './find.ts';
import { endSessions } from './sessions.ts';
import { refuseWeakPassword } from './weak-passwords.ts';

const LINK_LIFE_MS = DAY_MS;

/** The provider id under which better-auth stores passwords. */
export const BY_PASSWORD = 'credential';

/**
 * Creates a link with which a person who forgot their password chooses a new one. It revokes the previous link. Returns
 * the token, which cannot be read again.
 *
 * @throws DomainError PERSON_NOT_FOUND; VALIDATION_FAILED for a disabled person; FORBIDDEN for a person with higher
 *   roles than the caller.
 */
export async function createPasswordLink(
  ctx: WriteContext,
  { session, services }: Receiver,
  { id, reason }: PersonRef,
): Promise<NewPasswordLink> {
  // Not stored for a retry: the answer contains the token.
  return changeAccess({ ...ctx, idempotency: undefined }, async (em) => {
    const { email, role, roles, disabledAt } = await findPerson(em, id);
    if (disabledAt) throw invalid('id', 'is disabled: enable the person first, then create the link');
    // The link lets its holder act as that person.
    refuseMoreThan(session, { role, roles, reach: null });
    await em.nativeDelete(PasswordLinkRow, { personId: id });
    const token = services.newSecret();
    const createdAt = await databaseTime(em);
    const expiresAt = new Date(createdAt.getTime() + LINK_LIFE_MS);
    const tokenHash = hashOfToken(token);
    em.create(PasswordLinkRow, { personId: id, tokenHash, createdBy: ctx.actor, createdAt, expiresAt });
    await em.flush();
    const link: NewPasswordLink = { token, expiresAt: expiresAt.toISOString() };
    const after = { passwordLinkExpiresAt: link.expiresAt };
    return { result: link, changes: [passwordChange({ email, reason }, { passwordLinkExpiresAt: null }, after)] };
  });
}

/** @throws DomainError LINK_NOT_VALID. */
export async function readPasswordLink(
  { database }: Pick<Services, 'database'>,
  token: string,
): Promise<PasswordLinkOffer> {
  return database.read(async (em) => {
    const { link, person } = await findPasswordLink(em, token);
    return { email: person.email, expiresAt: link.expiresAt.toISOString() };
  });
}

/**
 * Sets a password with a link, which works once, and ends all sessions of the person.
 *
 * @throws DomainError LINK_NOT_VALID.
 */
export async function setPassword(
  services: Services,
  { token, password }: SetPasswordInput,
): Promise<PasswordLinkOffer> {
  const { person: chooser } = await services.database.read((em) => findPasswordLink(em, token));
  refuseWeakPassword(password, chooser);
  // Hashing deliberately takes a tenth of a second, so it runs before anything is locked, and only for valid links.
  const passwordHash = await services.signIn.hashPassword(password);
  const ctx = writeContext(services, { actor: actorOfPerson(chooser.id) });
  return changeAccess(ctx, async (em) => {
    // Check again under the lock: only the first of several concurrent requests finds the link unused.
    const { link, person } = await findPasswordLink(em, token);
    link.usedAt = await databaseTime(em);
    await endSessions(em, person);
    const offer = { email: person.email, expiresAt: link.expiresAt.toISOString() };
    return { result: offer, changes: [await storePassword(ctx, em, person, passwordHash)] };
  });
}

/** The person whose password it is, for the table and for the audit trail. */
export type Known = Pick<PersonRow, 'id' | 'email'>;

/** For a signed-in person who has confirmed the old password. */
export async function changeOwnPassword(services: Services, person: Known, passwordHash: string): Promise<void> {
  const ctx = writeContext(services, { actor: actorOfPerson(person.id) });
  await changeAccess(ctx, async (em) => {
    return { result: undefined, changes: [await storePassword(ctx, em, person, passwordHash)] };
  });
}

/** Replaces the previous password, if any: people who joined by a provider have none. */
export async function storePassword(
  { newId, now }: WriteContext,
  em: EntityManager,
  { id, email }: Known,
  password: string,
): Promise<Change> {
  const at = now();
  const account = await em.findOne(AccountRow, { userId: id, providerId: BY_PASSWORD });
  const before = account?.updatedAt.toISOString() ?? null;
  if (account) em.assign(account, { password, updatedAt: at });
  else {
    const fields = { accountId: id, providerId: BY_PASSWORD, userId: id, createdAt: at, updatedAt: at };
    em.create(AccountRow, { ...fields, id: newId(), password });
  }
  await em.flush();
  return passwordChange({ email }, { passwordChangedAt: before }, { passwordChangedAt: at.toISOString() });
}

/** The audit entry records when a password changed, never the password. */
function passwordChange(
  { email, reason }: { readonly email: string; readonly reason?: string | undefined },
  before: object,
  after: object,
): Change {
  return { environment: null, action: 'updated', subject: 'person', key: email, reason, before, after };
}
