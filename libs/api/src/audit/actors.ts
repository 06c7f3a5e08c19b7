import { type ActorName, actorOfToken } from '@burgee/contracts';
import type { AuditRow, Database, EntityManager } from '@burgee/data-access';
import type { FilterQuery } from '@mikro-orm/core';

/**
 * Returns the current name of a person or key. People are disabled and keys revoked, but never deleted, so each id has
 * a name. The name is `null` for an actor without an id, such as one from before ids were recorded.
 */
export async function actorName(database: Database, actor: string): Promise<ActorName> {
  const [named]: { name: string }[] = await database.read((em) =>
    em.execute(`select name from (${NAMES}) as named where actor = ?`, [actor]),
  );
  return { name: named?.name ?? null };
}

/** Names people by their email address, which is unique, unlike their name. */
const NAMES = `select 'person:' || id as actor, email as name, name as other_name from auth_user
  union all select 'key:' || id, name, name from api_keys`;

/** Matches entries of everyone with this id or name, whether the name is current or was at the time. */
export async function byActor(em: EntityManager, text: string): Promise<FilterQuery<AuditRow>> {
  const named: { actor: string }[] = await em.execute(
    `select actor from (${NAMES}) as named where lower(name) = lower(?) or other_name = ? limit ${MAX_NAMESAKES}`,
    [text, text],
  );
  const ids = [text, actorOfToken(text), ...named.map(({ actor }) => actor)];
  return { $or: [{ actor: { $in: ids } }, { actor: { $like: `jwt:%:${text.replace(/[\\%_]/g, '\\$&')}` } }] };
}

const MAX_NAMESAKES = 100;
