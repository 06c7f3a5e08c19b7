import type { EnvironmentKey, RulesetVersion } from '@burgee/contracts';
import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';
import { changeRuleset, type Change, type Versions, type WriteContext } from './change-ruleset.ts';

/** More versions than anyone makes between a dump and its restoration. They fit 2,000 times into the column. */
const LEAP = 1_000_000;

const REASON = 'The database was restored from a dump. Versions go on above all that were served before.';

/**
 * Raises all versions if the database was restored, so that servers, caches and clients, which refuse a version below the
 * one they hold, take over what is there now. The change is written like any other, with an audit entry.
 *
 * @param held versions that this server read from the database before. None of them can be ahead of it otherwise.
 * @returns the versions as they are now, or `undefined` if nothing was restored.
 */
export async function adoptRestored(ctx: WriteContext, held: Versions): Promise<Versions | undefined> {
  const found = await ctx.database.read((em) => readPlace(em, held));
  if (!found.isRestored) return undefined;
  let isFirst = false;
  let adopted: Versions | undefined;
  await changeRuleset(
    { ...ctx, committed: async ({ versions }) => void (adopted = versions) },
    found.environments,
    async () => ({ result: undefined, changes: isFirst ? found.environments.map(changeOf) : [] }),
    async (em) => {
      // If several servers notice, one raises the versions; the others wait for this lock and find it done.
      await em.execute('select from access for update');
      isFirst = (await readPlace(em, held)).isRestored;
      await em.execute(`update access set version = version + ?, environments_oid = 'environments'::regclass::oid`, [
        LEAP,
      ]);
      await em.execute('update environments set version = version + ?', [LEAP]);
    },
  );
  return adopted;
}

function changeOf(environment: EnvironmentKey): Change {
  const what = { action: 'restored', subject: 'environment', key: environment } as const;
  return { ...what, environment, reason: REASON, before: null, after: null };
}

type Place = { readonly isRestored: boolean; readonly environments: readonly EnvironmentKey[] };

async function readPlace(em: EntityManager, held: Versions): Promise<Place> {
  const rows: { key: EnvironmentKey; version: RulesetVersion; isMoved: boolean }[] = await em.execute(
    `select key, environments.version, environments_oid is distinct from 'environments'::regclass::oid as "isMoved"
     from environments cross join access`,
  );
  const isRestored = rows.some(({ key, version, isMoved }) => isMoved || version < (held.get(key) ?? 0));
  return { isRestored, environments: rows.map(({ key }) => key) };
}
