import type { ApiKeyList, EnvironmentKey } from '@burgee/contracts';
import { ApiKeyRow, type Database, toApiKey } from '@burgee/data-access';

/** Lists the keys of an environment, or the admin keys if none is given: unrevoked keys first, then newest first. */
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
