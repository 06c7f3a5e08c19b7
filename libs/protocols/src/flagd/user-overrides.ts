import type { FlagConfig, UserOverride } from '@burgee/contracts';
import { variableOf } from './attribute.ts';
import { notExpired } from './instant.ts';
import { all, type Branch, Inexact } from './logic.ts';
import { servedByOverride, type Write } from './served.ts';

/** The user overrides of one flag, or that it has more than can be exported. */
export type FlagUsers = readonly UserOverride[] | 'too many';

/** Maximum number of user overrides of a flag: each provider compares every user with all of them. */
export const MAX_FLAG_USERS = 5_000;

/** One branch for all users who get the same until the same instant. @throws Inexact */
export function userBranches(flag: FlagConfig, users: FlagUsers, write: Write): Branch[] {
  if (users === 'too many' || users.length > MAX_FLAG_USERS) {
    throw new Inexact(`has more than ${MAX_FLAG_USERS} user overrides`);
  }
  const groups = new Map<string, UserOverride[]>();
  for (const override of users) {
    const { overrideType, value, expiresAt } = override;
    const name = JSON.stringify([overrideType, value, expiresAt]);
    const group = groups.get(name);
    if (group) group.push(override);
    else groups.set(name, [override]);
  }
  const { value } = variableOf('userId');
  return [...groups.values()].map((group): Branch => {
    const [override] = group as [UserOverride];
    const isListed = { in: [value, group.map(({ target }) => target)] };
    return [all([notExpired(override.expiresAt), isListed]), write(servedByOverride(flag, override))];
  });
}
