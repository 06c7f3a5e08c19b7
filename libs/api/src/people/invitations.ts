import { DAY_MS, HOUR_MS, type InvitePersonInput, type NewInvitation, type PersonRef } from '@burgee/contracts';
import {
  changeAccess,
  databaseTime,
  type EntityManager,
  InvitationRow,
  toInvitation,
  type WriteContext,
} from '@burgee/data-access';
import { type Receiver, refuseMoreThan } from '../access/grants.ts';
import type { Services } from '../context.ts';
import { placesWithoutAdmin, type SignInWays } from './admins.ts';
import { invitationChange } from './entries.ts';
import { hashOfToken, linkNotValid, requireEnvironmentsOf, requireUnusedEmail } from './find.ts';

const INVITATION_LIFE_MS = 7 * DAY_MS;
const SETUP_LINK_LIFE_MS = HOUR_MS;

/** The name of the setup link in the audit trail, since it has no email address. */
const SETUP_LINK = 'set-up link';

export type SetupLink = { readonly token: string; readonly expiresAt: Date };

/**
 * Replaces an open invitation for the same address. Returns the token, which cannot be read again.
 *
 * @throws DomainError KEY_TAKEN, ENVIRONMENT_NOT_FOUND; FORBIDDEN for roles above the inviter's own.
 */
export async function invitePerson(
  ctx: WriteContext,
  { session, services }: Receiver,
  { email, role, roles, reason }: InvitePersonInput,
): Promise<NewInvitation> {
  refuseMoreThan(session, { role, roles, reach: null });
  // Not stored for a retry: the answer contains the token, and a retry creates a new one anyway.
  return changeAccess({ ...ctx, idempotency: undefined }, async (em) => {
    await requireEnvironmentsOf(em, roles);
    await requireUnusedEmail(em, email);
    const open = await em.findOne(InvitationRow, { email, usedAt: null });
    const before = open && toInvitation(open);
    if (open) await em.nativeDelete(InvitationRow, { id: open.id });
    const token = services.newSecret();
    const invitation = toInvitation(
      await addInvitation(ctx, em, token, { email, role, roles, lifeMs: INVITATION_LIFE_MS }),
    );
    const action = before ? 'updated' : 'created';
    const changes = [invitationChange(action, { email, reason }, before, invitation)];
    return { result: { invitation, token }, changes };
  });
}

/** @throws DomainError LINK_NOT_VALID. */
export async function revokeInvitation(ctx: WriteContext, { id, reason }: PersonRef): Promise<void> {
  return changeAccess(ctx, async (em) => {
    const row = await em.findOne(InvitationRow, { id, email: { $ne: null } });
    if (!row) throw linkNotValid('unknown');
    if (row.usedAt) throw linkNotValid('used');
    const before = toInvitation(row);
    await em.nativeDelete(InvitationRow, { id });
    return { result: undefined, changes: [invitationChange('removed', { email: before.email, reason }, before, null)] };
  });
}

/**
 * Creates a link for the first person who opens it, if some place has no admin who can sign in: on the first start, or
 * when the server's operator must let someone in. It revokes earlier setup links.
 */
export async function createSetupLink(
  ctx: WriteContext,
  { newSecret, signIn }: Pick<Services, 'newSecret'> & { readonly signIn: SignInWays },
): Promise<SetupLink | undefined> {
  return changeAccess(ctx, async (em) => {
    if ((await placesWithoutAdmin(em, signIn)).size === 0) return { result: undefined, changes: [] };
    await em.nativeDelete(InvitationRow, { email: null, usedAt: null });
    const token = newSecret();
    const row = await addInvitation(ctx, em, token, {
      email: null,
      role: 'admin',
      roles: {},
      lifeMs: SETUP_LINK_LIFE_MS,
    });
    const changes = [invitationChange('created', { email: SETUP_LINK }, null, toInvitation(row))];
    return { result: { token, expiresAt: row.expiresAt }, changes };
  });
}

type NewRow = Pick<InvitationRow, 'role' | 'roles'> & { readonly email: string | null; readonly lifeMs: number };

async function addInvitation(
  { actor, newId }: WriteContext,
  em: EntityManager,
  token: string,
  { lifeMs, ...offer }: NewRow,
): Promise<InvitationRow> {
  const createdAt = await databaseTime(em);
  const row = em.create(InvitationRow, {
    ...offer,
    id: newId(),
    tokenHash: hashOfToken(token),
    createdBy: actor,
    createdAt,
    expiresAt: new Date(createdAt.getTime() + lifeMs),
  });
  await em.flush();
  return row;
}
