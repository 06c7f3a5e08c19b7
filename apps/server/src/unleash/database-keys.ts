import type { Services } from '@burgee/api';
import { loadVersions } from '@burgee/data-access';
import type { AreKeysCurrent } from './keys.ts';

/** Asks the database whether there are newer keys. Without an answer, they may be. */
export function areKeysOfDatabaseCurrent(
  services: Pick<Services, 'database' | 'keys' | 'environment'>,
): AreKeysCurrent {
  const { database, keys, environment } = services;
  return async () => {
    try {
      const newest = (await loadVersions(database)).get(null);
      return newest !== undefined && keys.list(environment).version >= newest;
    } catch {
      return false;
    }
  };
}
