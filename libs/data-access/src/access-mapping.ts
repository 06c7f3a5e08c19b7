import { ApiKey, Invitation, Person } from '@burgee/contracts';
import type { ApiKeyRow, InvitationRow, PersonRow } from './access-entities.ts';
import { replaceBroken } from './broken-fields.ts';
import { toInstant, toInstantOrNull } from './instants.ts';

/** Maps the row; `previousEndsAt` is `null` once it has passed, at `now`. */
export function toApiKey(row: ApiKeyRow, now: Date): ApiKey {
  const { id, kind, name, start, origins, scopes, createdBy } = row;
  const read: ApiKey = {
    id,
    kind,
    name,
    start,
    environment: row.environment ?? null,
    role: row.role ?? null,
    reach: row.reach ?? null,
    origins,
    scopes,
    createdAt: toInstant(row.createdAt),
    createdBy,
    expiresAt: toInstantOrNull(row.expiresAt),
    previousEndsAt: row.previousEndsAt && row.previousEndsAt > now ? toInstant(row.previousEndsAt) : null,
    lastUsedAt: toInstantOrNull(row.lastUsedAt),
    revokedAt: toInstantOrNull(row.revokedAt),
  };
  return replaceBroken(ApiKey.shape, read, { name: '?', origins: [], scopes: [] });
}

export function toPerson(row: PersonRow): Person {
  const { id, email, name, role, roles } = row;
  const read: Person = {
    id,
    email,
    name,
    role,
    roles,
    createdAt: toInstant(row.createdAt),
    disabledAt: toInstantOrNull(row.disabledAt),
    lastSignInAt: toInstantOrNull(row.lastSignInAt),
  };
  return replaceBroken(Person.shape, read, { roles: {} });
}

export function toInvitation(row: InvitationRow): Invitation {
  const { id, role, roles, createdBy } = row;
  const [createdAt, expiresAt] = [toInstant(row.createdAt), toInstant(row.expiresAt)];
  const read = { id, email: row.email ?? '', role, roles, createdBy, createdAt, expiresAt };
  return replaceBroken<Invitation>(Invitation.shape, read, { roles: {} });
}
