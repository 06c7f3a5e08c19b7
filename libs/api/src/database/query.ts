import type { EnvironmentKey } from '@burgee/contracts';
import type { EntityManager } from '@burgee/data-access';
import { environmentNotFound, EnvironmentRow } from '@burgee/data-access';

/** Matches the text anywhere, ignoring case; `%`, `_` and `\` match literally. */
export function containsText(text: string): { $ilike: string } {
  return { $ilike: `%${text.replace(/[\\%_]/g, '\\$&')}%` };
}

/** @throws DomainError ENVIRONMENT_NOT_FOUND. */
export async function requireEnvironment(em: EntityManager, key: EnvironmentKey): Promise<EnvironmentRow> {
  return (await em.findOne(EnvironmentRow, { key })) ?? Promise.reject(await environmentNotFound(em, key));
}
