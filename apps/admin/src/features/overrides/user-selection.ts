import type { UserOverride } from '@burgee/contracts';

/** Selected overrides by id, on whichever page they are. */
export type Selected = ReadonlyMap<string, UserOverride>;

export function withAll(selected: Selected, users: readonly UserOverride[]): Selected {
  return new Map([...selected, ...users.map((user) => [user.id, user] as const)]);
}

export function without(selected: Selected, users: readonly UserOverride[]): Selected {
  const gone = new Set(users.map(({ id }) => id));
  return new Map([...selected].filter(([id]) => !gone.has(id)));
}
