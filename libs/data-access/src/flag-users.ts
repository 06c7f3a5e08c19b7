import type { EnvironmentKey, FlagKey, UserOverride } from '@burgee/contracts';
import type { Database } from './database.ts';
import { toStoredOverride, type UserRow } from './stored-override.ts';
import { readVerified } from './verified.ts';

/** The user overrides of flags, by flag, in the order of the users. Flags without any are absent. */
export type FlagUserLists = ReadonlyMap<FlagKey, readonly UserOverride[]>;

/**
 * Loads the user overrides of flags.
 *
 * @param flagKeys only these flags; `undefined` for all of the environment.
 * @param limit the number of overrides to load of each flag.
 */
export async function loadFlagUsers(
  database: Database,
  environment: EnvironmentKey,
  flagKeys: readonly FlagKey[] | undefined,
  limit: number,
): Promise<FlagUserLists> {
  const rows = await database.load((em) =>
    readVerified<{ flagKey: FlagKey; users: UserRow[] }>(em, FLAG_USERS, [
      limit,
      environment,
      flagKeys === undefined ? null : JSON.stringify(flagKeys),
    ]),
  );
  return new Map(
    rows.map(({ flagKey, users }) => [flagKey, users.map((row) => toStoredOverride({ flagKey, row }) as UserOverride)]),
  );
}

/** The list of keys is one JSON text, because the embedded database needs a parameter for each element of an array. */
const FLAG_USERS = `select f.flag_key as "flagKey", u.users
  from feature_flags f
  join lateral (
    select json_agg(to_json(o) order by o.user_id) as users from (
      select * from feature_flag_user_overrides where flag_id = f.id order by user_id limit ?::int
    ) o
  ) u on u.users is not null
  cross join (select ?::text as environment, ?::jsonb as keys) given
  where f.environment = given.environment
    and (given.keys is null or f.flag_key in (select jsonb_array_elements_text(given.keys)))`;
