import type { ApiKeyList, EnvironmentKey } from '@burgee/contracts';
import { ApiKeyRow, toApiKey, type Database } from '@burgee/data-access';

/** The keys of an environment, or without one the admin keys: valid ones first, the newest of them before the others. */
export async function listApiKeys(
  database: Database,
  { environment }: { readonly environment?: EnvironmentKey | undefined },
  now: Date,
): Promise<ApiKeyList> {
  return database.read(async (em) => {
    const orderBy = [{ revokedAt: 'desc nulls first' }, { createdAt: 'desc' }, { id: 'asc' }] as const;
    const rows = await em.find(ApiKeyRow, { environment: environment ?? null }, { orderBy: [...orderBy] });
    return { items: rows.map((row) => toApiKey(row, now)) };
  });
}
