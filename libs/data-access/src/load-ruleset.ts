import type { EnvironmentKey, FlagKey, Ruleset, RulesetVersion, TargetId } from '@burgee/contracts';
import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';
import type { Place, Versions } from './change-ruleset.ts';
import type { Database } from './database.ts';
import { AuditRow, EnvironmentRow, FlagRow, OverrideRow, SegmentRow } from './entities.ts';
import { toFlagConfig, toRulesetOverride, toSegmentConfig } from './mapping.ts';
import type { IdType } from './id-overrides.ts';
import { loadListNews } from './list-news.ts';

/** All that evaluates one environment, as of one moment; `undefined` where there is no such environment. */
export async function loadRuleset(database: Database, environment: EnvironmentKey): Promise<Ruleset | undefined> {
  return database.load((em) => readRuleset(em, environment));
}

/** An override for one user, session or test run, that was set, or is gone. */
export type OverrideNews = {
  readonly version: RulesetVersion;
  readonly type: IdType;
  readonly target: TargetId;
  readonly flagKey: FlagKey;
  readonly isGone: boolean;
};

/** What a server that holds a version has to hear of to be current. */
export type News = {
  readonly version: RulesetVersion;
  /** Tells this environment from one of the same name in another database. */
  readonly origin: string;
  /** Nothing but overrides for ids has changed: they are not part of the ruleset. */
  readonly isAboutIds: boolean;
  /** In the order in which they happened; `undefined` where it is not known which: all that is held may be old. */
  readonly overrides: readonly OverrideNews[] | undefined;
};

/** More of them are not told one by one. */
const MAX_NEWS = 10_000;

/**
 * What changed in an environment since version `held`, up to a version and whole; `undefined` where there is no such environment.
 * Who holds nothing yet gets no overrides.
 */
export async function loadNews(
  database: Database,
  environment: EnvironmentKey,
  held: RulesetVersion | undefined,
): Promise<News | undefined> {
  return database.read(async (em) => {
    const row = await em.findOne(EnvironmentRow, { key: environment });
    if (!row) return undefined;
    const { version } = row;
    const origin = row.createdAt.toISOString();
    if (held === undefined) return { version, origin, isAboutIds: false, overrides: undefined };
    const entries = await em.find(
      AuditRow,
      // What was committed since the row was read is left for the next look.
      { environment, version: { $gt: held, $lte: version } },
      {
        fields: ['version', 'action', 'subject', 'key', 'overrideType', 'target'],
        orderBy: { version: 'asc', part: 'asc' },
        limit: MAX_NEWS + 1,
      },
    );
    // The trail has an entry for every version, unless it is too long by now, or its old end was cut off.
    const isWhole =
      entries.length <= MAX_NEWS && new Set(entries.map((entry) => entry.version)).size === version - held;
    // A change of the environment itself may be somebody who wants everything read anew.
    const isAboutAll = entries.some(({ subject }) => subject === 'environment');
    const lists =
      isWhole && !isAboutAll && entries.some(isList) ? await loadListNews(em, environment, held, version) : [];
    if (!isWhole || isAboutAll || !lists) return { version, origin, isAboutIds: false, overrides: undefined };
    const overrides = [...entries.flatMap(newsOf), ...lists].sort((one, other) => one.version - other.version);
    return { version, origin, isAboutIds: entries.every((entry) => entry.target || isList(entry)), overrides };
  });
}

type Entry = Pick<AuditRow, 'version' | 'action' | 'key' | 'overrideType'> & { target?: TargetId | null };

function newsOf({ version, action, key, overrideType, target }: Entry): OverrideNews[] {
  if (!target) return [];
  const isGone = action === 'removed' || action === 'expired';
  return [{ version, type: overrideType as IdType, target, flagKey: key as FlagKey, isGone }];
}

/** Overrides of users are for one id, unless a list of them was changed. */
function isList({ overrideType, target }: Entry): boolean {
  return overrideType === 'user' && !target;
}

async function readRuleset(em: EntityManager, environment: EnvironmentKey): Promise<Ruleset | undefined> {
  const row = await em.findOne(EnvironmentRow, { key: environment });
  if (!row) return undefined;
  // Rows and no entities: of thousands of flags those take five times as long.
  const flags: FlagRow[] = await em.qb(FlagRow).where({ environment }).orderBy({ key: 'asc' }).execute('all');
  const segments = await em.find(SegmentRow, { environment }, { orderBy: { key: 'asc' } });
  const overrides = await em.find(
    OverrideRow,
    { type: { $in: ['emergency', 'global'] }, flag: { environment } },
    { populate: ['flag'] },
  );
  return {
    environment,
    version: row.version,
    permitsSessionOverrides: row.permitsSessionOverrides,
    flags: flags.map(toFlagConfig),
    segments: segments.map(toSegmentConfig),
    overrides: overrides.map(toRulesetOverride),
  };
}

/** The committed versions of every environment and of access: what servers compare with what they hold. */
export async function loadVersions(database: Database): Promise<Versions> {
  return database.read(async (em) => {
    const rows: { environment: Place; version: RulesetVersion }[] = await em.execute(
      'select key as environment, version from environments union all select null, version from access order by 1',
    );
    return new Map(rows.map(({ environment, version }) => [environment, version]));
  });
}
