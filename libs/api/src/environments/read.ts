import type { Environment, EnvironmentKey } from '@burgee/contracts';
import { type Database, EnvironmentRow, toEnvironment } from '@burgee/data-access';
import { requireEnvironment } from '../database/query.ts';

export async function listEnvironments(database: Database): Promise<Environment[]> {
  return database.read(async (em) => {
    const rows = await em.findAll(EnvironmentRow, { orderBy: { createdAt: 'asc', key: 'asc' } });
    return rows.map(toEnvironment);
  });
}

/** @throws DomainError ENVIRONMENT_NOT_FOUND. */
export async function getEnvironment(database: Database, key: EnvironmentKey): Promise<Environment> {
  return database.read(async (em) => toEnvironment(await requireEnvironment(em, key)));
}
