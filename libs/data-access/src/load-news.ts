import {
  type EnvironmentKey,
  type FlagKey,
  type ManyOverrides,
  manyOverridesOf,
  type RulesetDelta,
  type RulesetVersion,
  type TargetId,
} from '@burgee/contracts';
import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';
import type { Database } from './database.ts';
import type { AuditRow } from './entities.ts';
import { ID_TYPES, type IdType } from './id-overrides.ts';
import { loadListNews, MAX_LISTED } from './list-news.ts';
import { readDelta } from './read-delta.ts';
import { readVerified } from './verified.ts';

/** An override for one user, session or test run was set or removed, or a flag was deleted with all of its overrides. */
export type OverrideNews = IdNews | FlagNews;

type IdNews = {
  readonly version: RulesetVersion;
  readonly type: IdType;
  readonly target: TargetId;
  readonly flagKey: FlagKey;
  readonly isGone: boolean;
};

type FlagNews = { readonly version: RulesetVersion; readonly type: 'flag'; readonly flagKey: FlagKey };

/** The changes that bring a server up to date from the version it holds. */
export type News = {
  readonly version: RulesetVersion;
  /** Distinguishes this environment from one of the same name in another database or schema, even from a copy. */
  readonly origin: string;
  /** The changes of the ruleset, of the same snapshot; `undefined` if it must be loaded as a whole. */
  readonly delta: RulesetDelta | undefined;
  /** In the order of the changes; `undefined` if they are unknown: everything held may be out of date. */
  readonly overrides: readonly OverrideNews[] | undefined;
};

/** Above this, reading everything again is cheaper than reading each entry. */
const MAX_NEWS = 10_000;

/**
 * Loads the changes in an environment after version `held`; `undefined` for an unknown environment. Without a held version,
 * the overrides are `undefined` as well.
 */
export async function loadNews(
  database: Database,
  environment: EnvironmentKey,
  held: RulesetVersion | undefined,
): Promise<News | undefined> {
  return database.load(async (em) => {
    const [row] = await readVerified<Row>(em, NEWS, [held ?? null, environment]);
    if (!row) return undefined;
    const { version, entries } = row;
    // A copy has the same times, but a different database id or table id.
    const origin = `${new Date(row.createdAt).toISOString()} ${row.database}.${row.table}`;
    const overrides = held === undefined ? undefined : await readOverrideNews(em, environment, held, row);
    const isKnown = held !== undefined && overrides !== undefined;
    const delta = isKnown ? await readDelta(em, environment, { from: held, to: version, entries }) : undefined;
    return { version, origin, delta, overrides };
  });
}

/** The changes of overrides for ids; `undefined` if they are unknown. */
async function readOverrideNews(
  em: EntityManager,
  environment: EnvironmentKey,
  held: RulesetVersion,
  { version, entries }: Row,
): Promise<OverrideNews[] | undefined> {
  // The trail has an entry for every version, unless there are too many or retention deleted the oldest.
  const isComplete =
    entries.length <= MAX_NEWS && new Set(entries.map((entry) => entry.version)).size === version - held;
  // After a change of the environment itself, everything is read again: someone may have made it for that purpose.
  if (!isComplete || entries.some(({ subject }) => subject === 'environment')) return undefined;
  const news = entries.map(toOverrideNews);
  const lists = entries.some(isAboutList) ? await loadListNews(em, environment, held, version) : [];
  if (!lists || news.includes(undefined)) return undefined;
  const overrides = [...news.flatMap((overrides) => overrides ?? []), ...lists].sort(byVersion);
  return overrides.length > MAX_LISTED ? undefined : overrides;
}

/** The columns of an audit entry that tell what it changed. */
export type NewsEntry = Pick<AuditRow, 'version' | 'action' | 'subject' | 'key' | 'overrideType' | 'before'> & {
  readonly target: TargetId | null;
};

type Row = {
  readonly version: RulesetVersion;
  readonly createdAt: string;
  readonly database: string;
  readonly table: string;
  readonly entries: readonly NewsEntry[];
};

/**
 * Selects the entries after a version up to that of the environment, in one snapshot. `before` is included only in entries
 * about many overrides. Returns rows instead of entities.
 */
const NEWS = `select version, created_at as "createdAt", tableoid::text as "table",
    (select oid::text from pg_database where datname = current_database()) as database,
    (select coalesce(json_agg(entry), '[]') from (
      select version, action, subject, key, override_type as "overrideType", target,
        case when subject = 'override' and target is null and before->'counts' is not null then before end as before
      from audit_entries where environment = e.key and version > ?::int and version <= e.version
      order by version, part limit ${MAX_NEWS + 1}
    ) entry) as entries
  from environments e where key = ?`;

/** An entry about user overrides without a target is about a list of users. */
function isAboutList(entry: NewsEntry): boolean {
  return entry.overrideType === 'user' && !entry.target && !isAboutMany(entry);
}

function isAboutMany({ before }: NewsEntry): boolean {
  return Boolean(before);
}

/** Empty for an entry about a list, whose users are loaded separately; `undefined` for an unreadable entry. */
function toOverrideNews(entry: NewsEntry): OverrideNews[] | undefined {
  const { version, action, subject, key, overrideType, target, before = null } = entry;
  const flagKey = key as FlagKey;
  const isGone = action === 'removed' || action === 'expired';
  if (subject === 'flag' && isGone) return [{ version, type: 'flag', flagKey }];
  if (target) return [{ version, type: overrideType as IdType, target, flagKey, isGone }];
  if (!isAboutMany(entry)) return [];
  const many = manyOverridesOf({ subject, before });
  return many && expandTargets(many, { version, flagKey });
}

/** Empty for the overrides of a deleted flag: the flag's own entry covers all of them. */
function expandTargets(many: ManyOverrides, of: { version: RulesetVersion; flagKey: FlagKey }): OverrideNews[] {
  const { targets = {} } = many;
  return ID_TYPES.flatMap((type) => (targets[type] ?? []).map((target) => ({ ...of, type, target, isGone: true })));
}

function byVersion(one: OverrideNews, other: OverrideNews): number {
  return one.version - other.version;
}
