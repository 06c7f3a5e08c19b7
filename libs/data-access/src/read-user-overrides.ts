import { type EnvironmentKey, type FlagKey, type OverrideOf, RulesetVersion } from '@burgee/contracts';
import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';
import { toStoredOverride, type UserRow } from './stored-override.ts';
import { readVerified } from './verified.ts';

/** The user overrides of an environment, as of a version of it, in the order of the users. */
type ReadUsers = { readonly version: RulesetVersion; readonly overrides: readonly OverrideOf<'user'>[] };

type Limits = {
  /** The most that are read of one flag: there may be millions. */
  readonly perFlag: number;
  /** Reads only those of these flags, if given. */
  readonly flagKeys?: readonly FlagKey[] | undefined;
};

/** Reads the user overrides of flags in one statement, which sees one snapshot. */
export async function readUserOverrides(
  em: EntityManager,
  environment: EnvironmentKey,
  { perFlag, flagKeys }: Limits,
): Promise<ReadUsers> {
  const keys = flagKeys === undefined ? null : JSON.stringify(flagKeys);
  const [row] = await readVerified<Row>(em, USER_OVERRIDES, [perFlag, environment, keys]);
  const overrides = (row?.found ?? []).map((found) => toStoredOverride(found) as OverrideOf<'user'>);
  return { version: row?.version ?? RulesetVersion.parse(0), overrides };
}

type Row = {
  readonly version: RulesetVersion;
  readonly found: readonly { readonly flagKey: FlagKey; readonly row: UserRow }[] | null;
};

/** The list of keys is one JSON text, because the embedded database needs a parameter for each element of an array. */
const USER_OVERRIDES = `select e.version, (
    select json_agg(json_build_object('flagKey', f.flag_key, 'row', to_json(o)) order by o.user_id, f.flag_key)
    from feature_flags f cross join lateral (
      select * from feature_flag_user_overrides where flag_id = f.id order by user_id limit given.per_flag
    ) o
    where f.environment = e.key
      and (given.keys is null or f.flag_key in (select jsonb_array_elements_text(given.keys)))
  ) as found
  from (select ?::int as per_flag, ?::text as environment, ?::jsonb as keys) given
  join environments e on e.key = given.environment`;
