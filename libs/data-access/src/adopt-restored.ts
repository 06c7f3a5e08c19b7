import type { EnvironmentKey, RulesetVersion } from '@burgee/contracts';
import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';
import { type Change, changeRuleset, type Versions, type WriteContext } from './change-ruleset.ts';

/** More versions than anyone creates between a dump and its restoration. The column has room for 2,000 such leaps. */
const LEAP = 1_000_000;

const REASON = 'The database was restored from a dump. Versions continue above all versions served before.';

/**
 * Raises all versions if the database was restored. Servers, caches and clients refuse a version below the one they hold, so
 * without this they would never accept the restored data. The change is written like any other, with an audit entry.
 *
 * @param held versions that this server read from the database before. If one is ahead of the database, it was restored.
 * @returns the raised versions; `undefined` if nothing was restored, or if another server has already raised them.
 */
export async function adoptRestored(ctx: WriteContext, held: Versions): Promise<Versions | undefined> {
  const found = await ctx.database.read((em) => readRestoreState(em, held));
  if (!found.isRestored) return undefined;
  let isFirst = false;
  let adopted: Versions | undefined;
  await changeRuleset(
    { ...ctx, committed: async ({ versions }) => void (adopted = versions) },
    found.environments,
    async () => ({ result: undefined, changes: isFirst ? found.environments.map(restoredChange) : [] }),
    async (em) => {
      // If several servers notice, one raises the versions; the others wait for this lock and find the work done.
      await em.execute('select from access for update');
      isFirst = (await readRestoreState(em, held)).isRestored;
      await em.execute(`update access set version = version + ?, environments_oid = 'environments'::regclass::oid`, [
        LEAP,
      ]);
      await em.execute('update environments set version = version + ?', [LEAP]);
    },
  );
  return adopted;
}

function restoredChange(environment: EnvironmentKey): Change {
  const entry = { action: 'restored', subject: 'environment', key: environment } as const;
  return { ...entry, environment, reason: REASON, before: null, after: null };
}

type RestoreState = { readonly isRestored: boolean; readonly environments: readonly EnvironmentKey[] };

async function readRestoreState(em: EntityManager, held: Versions): Promise<RestoreState> {
  const rows: { key: EnvironmentKey; version: RulesetVersion; isMoved: boolean }[] = await em.execute(
    `select key, environments.version, environments_oid is distinct from 'environments'::regclass::oid as "isMoved"
     from environments cross join access`,
  );
  const isRestored = rows.some(({ key, version, isMoved }) => isMoved || version < (held.get(key) ?? 0));
  return { isRestored, environments: rows.map(({ key }) => key) };
}
