import {
  actorOfPerson,
  type NewPasswordLink,
  type PasswordLinkOffer,
  type PersonRef,
  type SetPasswordInput,
} from '@burgee/contracts';
import {
  AccountRow,
  changeAccess,
  databaseTime,
  PasswordLinkRow,
  type Change,
  type EntityManager,
  type PersonRow,
  type WriteContext,
} from '@burgee/data-access';
import { writeContext, type Services } from '../context.ts';
import { refuseMoreThan, type Receiver } from '../grants.ts';
import { invalid } from '../invalid.ts';
import { findPasswordLink, findPerson, hashOfToken } from './find.ts';
import { endSessions } from './sessions.ts';
import { refuseWeakPassword } from './weak-passwords.ts';

const LINK_LIFE_MS = 24 * 60 * 60 * 1000;

/** Under this name better-auth stores a way to sign in by a password. */
export const BY_PASSWORD = 'credential';

/**
 * A link by which somebody who forgot their password chooses another one. It ends the one before. The token is given here,
 * and never again.
 *
 * @throws DomainError PERSON_NOT_FOUND; VALIDATION_FAILED for who is disabled; FORBIDDEN for who may do more than who asks.
 */
export async function createPasswordLink(
  ctx: WriteContext,
  { session, services }: Receiver,
  { id, reason }: PersonRef,
): Promise<NewPasswordLink> {
  // Not remembered for who asks twice: the answer has the token.
  return changeAccess({ ...ctx, idempotency: undefined }, async (em) => {
    const { email, role, roles, disabledAt } = await findPerson(em, id);
    if (disabledAt) throw invalid('id', 'is disabled: enable them first, and then make the link');
    // With the link anybody is that person.
    refuseMoreThan(session, { role, roles, reach: null });
    await em.nativeDelete(PasswordLinkRow, { personId: id });
    const token = services.newSecret();
    const createdAt = await databaseTime(em);
    const expiresAt = new Date(createdAt.getTime() + LINK_LIFE_MS);
    const tokenHash = hashOfToken(token);
    em.create(PasswordLinkRow, { personId: id, tokenHash, createdBy: ctx.actor, createdAt, expiresAt });
    await em.flush();
    const link: NewPasswordLink = { token, expiresAt: expiresAt.toISOString() };
    const told = { passwordLinkExpiresAt: link.expiresAt };
    return { result: link, changes: [passwordChange({ email, reason }, { passwordLinkExpiresAt: null }, told)] };
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

/** By a link, which is used up with it. All sessions of the person end. @throws DomainError LINK_NOT_VALID. */
export async function setPassword(
  services: Services,
  { token, password }: SetPasswordInput,
): Promise<PasswordLinkOffer> {
  const { person: chooser } = await services.database.read((em) => findPasswordLink(em, token));
  refuseWeakPassword(password, chooser);
  // Takes a tenth of a second on purpose, so it is done before anything is locked, and for valid links only.
  const passwordHash = await services.signIn.hashPassword(password);
  const ctx = writeContext(services, { actor: actorOfPerson(chooser.id) });
  return changeAccess(ctx, async (em) => {
    // Again, under the lock: of many at once the first finds it unused.
    const { link, person } = await findPasswordLink(em, token);
    link.usedAt = await databaseTime(em);
    await endSessions(em, person);
    const offer = { email: person.email, expiresAt: link.expiresAt.toISOString() };
    return { result: offer, changes: [await storePassword(ctx, em, person, passwordHash)] };
  });
}

/** Who somebody is, for the table and for the trail. */
export type Known = Pick<PersonRow, 'id' | 'email'>;

/** Of who has signed in, and has shown the old one. */
export async function changeOwnPassword(services: Services, person: Known, passwordHash: string): Promise<void> {
  const ctx = writeContext(services, { actor: actorOfPerson(person.id) });
  await changeAccess(ctx, async (em) => {
    return { result: undefined, changes: [await storePassword(ctx, em, person, passwordHash)] };
  });
}

/** In place of the one before, if there was one: who came by a provider has none. */
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

/** What the trail tells: when, and never what. */
function passwordChange(
  { email, reason }: { readonly email: string; readonly reason?: string | undefined },
  before: object,
  after: object,
): Change {
  return { environment: null, action: 'updated', subject: 'person', key: email, reason, before, after };
}
