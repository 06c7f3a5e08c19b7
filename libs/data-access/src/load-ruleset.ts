import type { EnvironmentKey, Ruleset, RulesetVersion } from '@burgee/contracts';
import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';
import type { Place, Versions } from './change-ruleset.ts';
import type { Database } from './database.ts';
import { EnvironmentRow, FlagRow, OverrideRow, SegmentRow } from './entities.ts';
import { toFlagConfig, toRulesetOverride, toSegmentConfig } from './mapping.ts';

/** All that evaluates one environment, as of one moment; `undefined` where there is no such environment. */
export async function loadRuleset(database: Database, environment: EnvironmentKey): Promise<Ruleset | undefined> {
  return database.load((em) => readRuleset(em, environment));
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
