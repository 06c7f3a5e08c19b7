import type { DomainError, EnvironmentKey, FlagKey } from '@burgee/contracts';
import { type EntityManager, FlagRow } from '@burgee/data-access';
import { flagNotFound } from '../failures/flag-not-found.ts';

type FlagPlace = { readonly environment: EnvironmentKey; readonly key: FlagKey };

/** @throws DomainError FLAG_NOT_FOUND. */
export async function findFlag(em: EntityManager, { environment, key }: FlagPlace): Promise<FlagRow> {
  const row = await em.findOne(FlagRow, { environment, key });
  if (!row) throw await missingFlag(em, { environment, key });
  return row;
}

/** The failure for a missing flag. Only then are the keys of all others read, to suggest one. */
export async function missingFlag(em: EntityManager, { environment, key }: FlagPlace): Promise<DomainError> {
  const rows: { key: string }[] = await em.execute(
    'select flag_key as key from feature_flags where environment = ? order by flag_key',
    [environment],
  );
  return flagNotFound(
    rows.map((row) => row.key),
    environment,
    key,
  );
}
