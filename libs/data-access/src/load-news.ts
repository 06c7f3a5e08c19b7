import {
  manyOverridesOf,
  type EnvironmentKey,
  type FlagKey,
  type ManyOverrides,
  type RulesetVersion,
  type TargetId,
} from '@burgee/contracts';
import type { Database } from './database.ts';
import type { AuditRow } from './entities.ts';
import { ID_TYPES, type IdType } from './id-overrides.ts';
import { loadListNews, MAX_LISTED } from './list-news.ts';
import { readVerified } from './verified.ts';

/** An override for one user, session or test run was set or is gone, or a flag was deleted with all of its overrides. */
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
  /** Tells this environment from one of the same name in another database or schema, even if that is a copy. */
  readonly origin: string;
  /** Nothing but overrides for ids has changed: they are not part of the ruleset. */
  readonly isAboutIds: boolean;
  /** In the order in which they happened; `undefined` where it is not known which: all that is held may be old. */
  readonly overrides: readonly OverrideNews[] | undefined;
};

/** Above this, reading everything again is cheaper than hearing of each entry. */
const MAX_NEWS = 10_000;

/**
 * The changes in an environment since version `held`, up to a version and whole; `undefined` where there is no such environment.
 * Who holds nothing yet gets no overrides.
 */
export async function loadNews(
  database: Database,
  environment: EnvironmentKey,
  held: RulesetVersion | undefined,
): Promise<News | undefined> {
  return database.read(async (em) => {
    const [row] = await readVerified<Row>(em, NEWS, [held ?? null, environment]);
    if (!row) return undefined;
    const { version, entries } = row;
    // A copy has the same times, and other ids of its database and table.
    const origin = `${new Date(row.createdAt).toISOString()} ${row.database}.${row.table}`;
    if (held === undefined) return { version, origin, isAboutIds: false, overrides: undefined };
    // The trail has an entry for every version, unless it is too long by now, or its old end was cut off.
    const isWhole =
      entries.length <= MAX_NEWS && new Set(entries.map((entry) => entry.version)).size === version - held;
    // A change of the environment itself may be somebody who wants everything read anew.
    const isAboutAll = entries.some(({ subject }) => subject === 'environment');
    const heard = isWhole && !isAboutAll ? entries.map(newsOf) : [undefined];
    const lists = entries.some(isList) ? await loadListNews(em, environment, held, version) : [];
    if (!lists || heard.includes(undefined)) return { version, origin, isAboutIds: false, overrides: undefined };
    const overrides = [...heard.flatMap((news) => news ?? []), ...lists].sort(byVersion);
    if (overrides.length > MAX_LISTED) return { version, origin, isAboutIds: false, overrides: undefined };
    return { version, origin, isAboutIds: entries.every(isAboutIds), overrides };
  });
}

type Entry = Pick<AuditRow, 'version' | 'action' | 'subject' | 'key' | 'overrideType' | 'before'> & {
  readonly target: TargetId | null;
};

type Row = {
  readonly version: RulesetVersion;
  readonly createdAt: string;
  readonly database: string;
  readonly table: string;
  readonly entries: readonly Entry[];
};

/**
 * The entries from a version up to that of the environment, as of one moment, with `before` only of entries about many
 * overrides. Rows and not entities.
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

/** Of overrides for everybody, which are part of the ruleset, an entry has neither a target nor a list. */
function isAboutIds(entry: Entry): boolean {
  return Boolean(entry.target) || isList(entry) || isMany(entry);
}

/** Overrides of users are for one id, unless a list of them was changed. */
function isList(entry: Entry): boolean {
  return entry.overrideType === 'user' && !entry.target && !isMany(entry);
}

function isMany({ before }: Entry): boolean {
  return Boolean(before);
}

/** Empty for an entry about a list, whose users are read apart; `undefined` for one that cannot be read. */
function newsOf(entry: Entry): OverrideNews[] | undefined {
  const { version, action, subject, key, overrideType, target, before = null } = entry;
  const flagKey = key as FlagKey;
  const isGone = action === 'removed' || action === 'expired';
  if (subject === 'flag' && isGone) return [{ version, type: 'flag', flagKey }];
  if (target) return [{ version, type: overrideType as IdType, target, flagKey, isGone }];
  if (!isMany(entry)) return [];
  const many = manyOverridesOf({ subject, before });
  return many && targetsOf(many, { version, flagKey });
}

/** Empty for the overrides of a deleted flag, whose own entry says that all of them are gone. */
function targetsOf(many: ManyOverrides, of: { version: RulesetVersion; flagKey: FlagKey }): OverrideNews[] {
  const { targets = {} } = many;
  return ID_TYPES.flatMap((type) => (targets[type] ?? []).map((target) => ({ ...of, type, target, isGone: true })));
}

function byVersion(one: OverrideNews, other: OverrideNews): number {
  return one.version - other.version;
}
