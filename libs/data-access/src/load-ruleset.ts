import type { EnvironmentKey, Ruleset, RulesetVersion } from '@burgee/contracts';
import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';
import type { Place, Versions } from './change-ruleset.ts';
import type { Database } from './database.ts';
import { readFlagConfigs, readRulesetOverrides, readSegmentConfigs } from './ruleset-rows.ts';
import { readVerified } from './verified.ts';

/** Loads everything that evaluations in one environment need, in one snapshot; `undefined` for an unknown environment. */
export async function loadRuleset(database: Database, environment: EnvironmentKey): Promise<Ruleset | undefined> {
  return database.load((em) => readRuleset(em, environment));
}

async function readRuleset(em: EntityManager, environment: EnvironmentKey): Promise<Ruleset | undefined> {
  // Issued together, so that they are sent in one packet.
  const [[row], flags, segments, overrides] = await Promise.all([
    readVerified<Pick<Ruleset, 'version' | 'permitsSessionOverrides'>>(em, ENVIRONMENT, [environment]),
    readFlagConfigs(em, environment),
    readSegmentConfigs(em, environment),
    readRulesetOverrides(em, environment),
  ]);
  return row && { environment, ...row, flags, segments, overrides };
}

const ENVIRONMENT =
  'select version, permits_session_overrides as "permitsSessionOverrides" from environments where key = ?';

/** Loads the committed versions of all environments and of access, which servers compare with those they hold. */
export async function loadVersions(database: Database): Promise<Versions> {
  return database.read(async (em) => {
    const rows = await readVerified<{ environment: Place; version: RulesetVersion }>(
      em,
      'select key as environment, version from environments union all select null, version from access order by 1',
    );
    return new Map(rows.map(({ environment, version }) => [environment, version]));
  });
}
