import { actorOfToken, type ActorName } from '@burgee/contracts';
import type { AuditRow, Database, EntityManager } from '@burgee/data-access';
import type { FilterQuery } from '@mikro-orm/core';

/**
 * What people and keys are called now. They are disabled and revoked but never deleted, so each id has a name.
 * `null` for what never was an id, such as an actor from before ids were written.
 */
export async function actorName(database: Database, actor: string): Promise<ActorName> {
  const [named]: { name: string }[] = await database.read((em) =>
    em.execute(`select name from (${NAMES}) as named where actor = ?`, [actor]),
  );
  return { name: named?.name ?? null };
}

/** People by their address, which is unique, unlike their name. */
const NAMES = `select 'person:' || id as actor, email as name, name as other_name from auth_user
  union all select 'key:' || id, name, name from api_keys`;

/** The entries of everybody who is called so, now or at the time, or whose id it is. */
export async function byActor(em: EntityManager, text: string): Promise<FilterQuery<AuditRow>> {
  const named: { actor: string }[] = await em.execute(
    `select actor from (${NAMES}) as named where lower(name) = lower(?) or other_name = ? limit ${MAX_NAMESAKES}`,
    [text, text],
  );
  const ids = [text, actorOfToken(text), ...named.map(({ actor }) => actor)];
  return { $or: [{ actor: { $in: ids } }, { actor: { $like: `jwt:%:${text.replace(/[\\%_]/g, '\\$&')}` } }] };
}

const MAX_NAMESAKES = 100;
