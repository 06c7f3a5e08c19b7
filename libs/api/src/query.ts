import type { EnvironmentKey } from '@burgee/contracts';
import { environmentNotFound, EnvironmentRow } from '@burgee/data-access';
import type { EntityManager } from '@burgee/data-access';

/** Found anywhere, whatever the case; `%`, `_` and `\` are characters like others. */
export function containing(text: string): { $ilike: string } {
  return { $ilike: `%${text.replace(/[\\%_]/g, '\\$&')}%` };
}

/** @throws DomainError ENVIRONMENT_NOT_FOUND. */
export async function requireEnvironment(em: EntityManager, key: EnvironmentKey): Promise<EnvironmentRow> {
  return (await em.findOne(EnvironmentRow, { key })) ?? Promise.reject(await environmentNotFound(em, key));
}
