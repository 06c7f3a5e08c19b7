import { isAtLeast, type Person, roleEverywhere } from '@burgee/contracts';
import { ApiKeyRow, type Change, databaseTime, type EntityManager, toApiKey } from '@burgee/data-access';
import { keyChange } from './change.ts';

/** Revokes the keys that a person's logins on the command line created, and that permit more than the person now has. */
export async function revokeLoginKeys(em: EntityManager, person: Person): Promise<Change[]> {
  const rows = await em.find(ApiKeyRow, { personId: person.id, revokedAt: null });
  const highest = roleEverywhere(person);
  const excessive = rows.filter(({ role }) => person.disabledAt !== null || !role || !isAtLeast(highest, role));
  if (excessive.length === 0) return [];
  const now = await databaseTime(em);
  const reason = person.disabledAt === null ? `${person.email} has a lower role` : `${person.email} was disabled`;
  const changes = excessive.map((row) => {
    const before = toApiKey(row, now);
    em.assign(row, { revokedAt: now, previousHash: null, previousEndsAt: null });
    return keyChange('updated', reason, before, toApiKey(row, now));
  });
  await em.flush();
  return changes;
}
