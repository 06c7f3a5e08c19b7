import { type AuditEntry, UserListState } from '@burgee/contracts';
import { formatNumber } from '../../ui/format/numbers.ts';
import { formatCount, formatShortList } from '../../ui/format/words.ts';

type Entry = Pick<AuditEntry, 'subject' | 'overrideType' | 'target' | 'before' | 'after'>;

/** The two sides of an audit entry about a list of users; `undefined` for any other entry. */
export type ListEntry = { readonly before: UserListState | null; readonly after: UserListState | null };

export function listOfEntry({ subject, overrideType, target, before, after }: Entry): ListEntry | undefined {
  if (subject !== 'override' || overrideType !== 'user' || target !== null) return undefined;
  const sides = { before: parseListState(before), after: parseListState(after) };
  return sides.before || sides.after ? sides : undefined;
}

function parseListState(state: AuditEntry['before']): UserListState | null {
  return UserListState.safeParse(state).data ?? null;
}

/** Describes the change: "included 120 users", "removed the overrides of 3 users". */
export function listWords({ before, after }: ListEntry): string {
  if (!after) return `removed the overrides of ${formatCount(before?.count ?? 0, 'user')}`;
  const types = new Set(after.users.map(({ overrideType }) => overrideType));
  const verb = types.size > 1 ? 'set the overrides of' : types.has('exclude') ? 'excluded' : 'included';
  const gone = (before?.count ?? 0) - after.count;
  return `${verb} ${formatCount(after.count, 'user')}${gone > 0 ? ` and removed ${formatNumber(gone)}` : ''}`;
}

/** The first names and the number of others: "ann, ben and 118 more". */
export function listedUserNames({ count, users }: UserListState): string {
  return formatShortList(
    users.map(({ target }) => target),
    count,
  );
}
