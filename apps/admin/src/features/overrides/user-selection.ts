import type { UserOverride } from '@burgee/contracts';

/** The selected overrides by id, across all pages. */
export type Selected = ReadonlyMap<string, UserOverride>;

export function addUsers(selected: Selected, users: readonly UserOverride[]): Selected {
  return new Map([...selected, ...users.map((user) => [user.id, user] as const)]);
}

export function removeUsers(selected: Selected, users: readonly UserOverride[]): Selected {
  const gone = new Set(users.map(({ id }) => id));
  return new Map([...selected].filter(([id]) => !gone.has(id)));
}
