import type { EnvironmentKey, Ruleset, RulesetVersion } from '@burgee/contracts';
import type { Database } from './database.ts';
import { EnvironmentRow, FlagRow, OverrideRow, SegmentRow } from './entities.ts';
import { toFlagConfig, toRulesetOverride, toSegmentConfig } from './mapping.ts';

/** All that evaluates one environment, as of one moment; `undefined` where there is no such environment. */
export async function loadRuleset(database: Database, environment: EnvironmentKey): Promise<Ruleset | undefined> {
  return database.load(async (em) => {
    const row = await em.findOne(EnvironmentRow, { key: environment });
    if (!row) return undefined;
    const flags = await em.find(FlagRow, { environment }, { orderBy: { key: 'asc' } });
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
  });
}

/** The committed version of every environment: what servers compare with what they hold. */
export async function loadVersions(database: Database): Promise<Map<EnvironmentKey, RulesetVersion>> {
  return database.read(async (em) => {
    const rows = await em.findAll(EnvironmentRow, { orderBy: { key: 'asc' } });
    return new Map(rows.map((row) => [row.key, row.version]));
  });
}
