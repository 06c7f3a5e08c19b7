import { z } from 'zod';

const id = z.string().min(1).max(255).optional().catch(undefined);

/** Whose overrides are shown: of a user, else of a session, else of a test run. */
export const UsersSearch = z.object({ userId: id, sessionId: id, testRunId: id });
export type UsersSearch = z.infer<typeof UsersSearch>;

export const KINDS = [
  { type: 'user', name: 'userId', label: 'User' },
  { type: 'session', name: 'sessionId', label: 'Session' },
  { type: 'testing', name: 'testRunId', label: 'Test run' },
] as const;
type Kind = (typeof KINDS)[number];

export type Asked = { readonly kind: Kind; readonly target: string };

export function askedOf(search: UsersSearch): Asked {
  const kind = KINDS.find(({ name }) => search[name] !== undefined) ?? KINDS[0];
  return { kind, target: search[kind.name] ?? '' };
}

export function searchOf({ kind, target }: Asked): UsersSearch {
  return { userId: undefined, sessionId: undefined, testRunId: undefined, [kind.name]: target || undefined };
}
