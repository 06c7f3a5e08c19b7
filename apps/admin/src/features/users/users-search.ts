import { z } from 'zod';

const id = z.string().min(1).max(255).optional().catch(undefined);

/** The id whose overrides are shown: a user's, else a session's, else a test run's. */
export const UsersSearch = z.object({ userId: id, sessionId: id, testRunId: id });
export type UsersSearch = z.infer<typeof UsersSearch>;

export const KINDS = [
  { type: 'user', name: 'userId', label: 'User' },
  { type: 'session', name: 'sessionId', label: 'Session' },
  { type: 'testing', name: 'testRunId', label: 'Test run' },
] as const;
type Kind = (typeof KINDS)[number];

export type IdLookup = { readonly kind: Kind; readonly target: string };

export function parseLookup(search: UsersSearch): IdLookup {
  const kind = KINDS.find(({ name }) => search[name] !== undefined) ?? KINDS[0];
  return { kind, target: search[kind.name] ?? '' };
}

export function lookupSearch({ kind, target }: IdLookup): UsersSearch {
  return { userId: undefined, sessionId: undefined, testRunId: undefined, [kind.name]: target || undefined };
}
