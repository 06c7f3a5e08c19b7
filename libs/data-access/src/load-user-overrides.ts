import { type EnvironmentKey, type FlagKey, type OverrideOf, RulesetVersion } from '@burgee/contracts';
import type { Database } from './database.ts';
import { toStoredOverride, type UserRow } from './stored-override.ts';
import { readVerified } from './verified.ts';

/** The user overrides of an environment, as of a version of it. */
export type LoadedUsers = { readonly version: RulesetVersion; readonly overrides: readonly OverrideOf<'user'>[] };

/**
 * Loads the user overrides of all flags that are not archived, in one statement, which sees one snapshot.
 *
 * @param perFlag the most that are loaded of one flag: there may be millions.
 */
export async function loadUserOverrides(
  database: Database,
  environment: EnvironmentKey,
  perFlag: number,
): Promise<LoadedUsers> {
  const [row] = await database.read((em) =>
    readVerified<{ version: RulesetVersion; found: { flagKey: FlagKey; row: UserRow }[] | null }>(
      em,
      `select e.version, (
         select json_agg(json_build_object('flagKey', f.flag_key, 'row', to_json(o)))
         from feature_flags f cross join lateral (
           select * from feature_flag_user_overrides u where u.flag_id = f.id order by u.user_id limit ?
         ) o
         where f.environment = e.key and f.archived_at is null
       ) as found
       from environments e where e.key = ?`,
      [perFlag, environment],
    ),
  );
  const overrides = (row?.found ?? []).map((found) => toStoredOverride(found) as OverrideOf<'user'>);
  return { version: row?.version ?? RulesetVersion.parse(0), overrides };
}
