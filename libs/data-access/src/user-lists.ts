import type { TargetId, UserOverride } from '@burgee/contracts';
import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';
import type { FlagRow } from './entities.ts';
import { toStoredOverride, type UserRow } from './stored-override.ts';

/**
 * Reads, writes or deletes thousands of user overrides of one flag in one statement, without entities. Lists are sent as one
 * JSON text, because the embedded database needs a parameter for each element of an array.
 */

/** Returns the overrides of these users. */
export async function findListedUsers(
  em: EntityManager,
  flag: FlagRow,
  userIds: readonly TargetId[],
): Promise<UserOverride[]> {
  const [row]: { found: UserRow[] | null }[] = await em.execute(
    `select json_agg(to_json(o)) as found from feature_flag_user_overrides o
     where o.flag_id = ? and o.user_id in (select jsonb_array_elements_text(?::jsonb))`,
    [flag.id, JSON.stringify(userIds)],
  );
  return toUserOverrides(flag, row?.found);
}

/** Sets these overrides. Existing ones keep their id and creation time. */
export async function writeListedUsers(
  em: EntityManager,
  flag: FlagRow,
  overrides: readonly UserOverride[],
): Promise<void> {
  if (overrides.length === 0) return;
  const rows = overrides.map(({ id, target, overrideType, value, reason, createdBy, createdAt, expiresAt }) => ({
    id,
    user_id: target,
    override_type: overrideType,
    value,
    reason,
    created_by: createdBy,
    created_at: createdAt,
    expires_at: expiresAt,
  }));
  await em.execute(
    `insert into feature_flag_user_overrides (flag_id, ${COLUMNS.map(([name]) => name).join()})
     select ?::uuid, ${COLUMNS.map(([name]) => `given.${name}`).join()}
     from jsonb_to_recordset(?::jsonb) as given (${COLUMNS.map((column) => column.join(' ')).join()})
     on conflict (flag_id, user_id) do update set override_type = excluded.override_type, value = excluded.value,
       reason = excluded.reason, created_by = excluded.created_by, expires_at = excluded.expires_at`,
    [flag.id, JSON.stringify(rows)],
  );
}

/** Deletes the overrides of these users, and returns them. */
export async function deleteListedUsers(
  em: EntityManager,
  flag: FlagRow,
  userIds: readonly TargetId[],
): Promise<UserOverride[]> {
  const [row]: { found: UserRow[] | null }[] = await em.execute(
    `with gone as (
       delete from feature_flag_user_overrides
       where flag_id = ? and user_id in (select jsonb_array_elements_text(?::jsonb)) returning *
     ) select json_agg(to_json(gone)) as found from gone`,
    [flag.id, JSON.stringify(userIds)],
  );
  return toUserOverrides(flag, row?.found);
}

const COLUMNS = [
  ['id', 'uuid'],
  ['user_id', 'text'],
  ['override_type', 'text'],
  ['value', 'jsonb'],
  ['reason', 'text'],
  ['created_by', 'text'],
  ['created_at', 'timestamptz'],
  ['expires_at', 'timestamptz'],
] as const;

function toUserOverrides({ key: flagKey }: FlagRow, found: readonly UserRow[] | null | undefined): UserOverride[] {
  return (found ?? []).map((row) => toStoredOverride({ flagKey, row }) as UserOverride);
}
