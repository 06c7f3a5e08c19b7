import { type Database, readUserOverrides } from '@burgee/data-access';
import type { EvaluationServices } from '../context.ts';
import type { OverrideLookup } from '../overrides/lookup.ts';
import type { UsersOf } from './exports.ts';

/** One more than a flag may export, so that too many are noticed. */
const MAX_LISTED_USERS = 1_001;

type Sources = {
  readonly database: Database;
  readonly overrides: Pick<OverrideLookup, 'idsOf'>;
  readonly snapshots: Pick<EvaluationServices['snapshots'], 'ruleset'>;
};

/** Loads the user overrides from the database, unless it is known that there are none. */
export function usersFrom({ database, overrides, snapshots }: Sources): UsersOf {
  return async (environment) => {
    const { version } = snapshots.ruleset(environment);
    if (overrides.idsOf(environment)?.count === 0) return { version, overrides: [] };
    return database.read((em) => readUserOverrides(em, environment, { perFlag: MAX_LISTED_USERS }));
  };
}
