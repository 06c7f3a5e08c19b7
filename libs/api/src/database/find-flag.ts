import type { EnvironmentKey, FlagKey } from '@burgee/contracts';
import { FlagRow, type EntityManager } from '@burgee/data-access';
import type { Snapshots } from '../snapshots.ts';
import { flagNotFound } from '../failures/flag-not-found.ts';

export type FlagPlace = { readonly environment: EnvironmentKey; readonly key: FlagKey };

/** @throws DomainError FLAG_NOT_FOUND. */
export async function findFlag(
  em: EntityManager,
  snapshots: Snapshots,
  { environment, key }: FlagPlace,
): Promise<FlagRow> {
  const row = await em.findOne(FlagRow, { environment, key });
  if (!row) throw flagNotFound(snapshots, environment, key);
  return row;
}
