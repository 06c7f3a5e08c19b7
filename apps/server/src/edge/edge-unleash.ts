import type { EvaluationServices, UsersOf } from '@burgee/api';
import type { OverrideOf } from '@burgee/contracts';
import { setTimeout as delay } from 'node:timers/promises';
import type { AreKeysCurrent } from '../unleash/keys.ts';
import type { Upstream } from './upstream.ts';

/** The parts of an edge that only the SDKs of Unleash need. */

/** Asks the server that is followed for the overrides of users, unless it is known that there are none. */
export function edgeUsers(
  { snapshots }: Pick<EvaluationServices, 'snapshots'>,
  { follower, requests }: Pick<Upstream, 'follower' | 'requests'>,
): UsersOf {
  return async (environment) => {
    const { version } = snapshots.ruleset(environment);
    // Not the count, which is that of the first answer.
    const words = follower.cache.known()?.filters.user;
    if (words?.every((word) => word === 0)) return { version, overrides: [] };
    const answer = await requests.users();
    return { version: answer.version, overrides: answer.overrides.filter(isOfUser) };
  };
}

function isOfUser(override: { readonly type: string }): override is OverrideOf<'user'> {
  return override.type === 'user';
}

const CHECK_EVERY_MS = 50;
const GIVE_UP_MS = 2_000;

/** Asks the server that is followed for its keys. If they have changed, the sender has to try again. */
export function areEdgeKeysCurrent({ keyFollower }: Pick<Upstream, 'keyFollower'>, now: () => Date): AreKeysCurrent {
  return async () => {
    const begun = now().getTime();
    const before = keyFollower.held();
    keyFollower.refresh();
    for (let waited = 0; waited < GIVE_UP_MS; waited += CHECK_EVERY_MS) {
      if ((keyFollower.confirmedAt() ?? 0) > begun) return keyFollower.held() === before;
      await delay(CHECK_EVERY_MS);
    }
    return false;
  };
}
