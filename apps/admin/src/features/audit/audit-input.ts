import type { EnvironmentKey, FlagKey, ListAuditInput } from '@burgee/contracts';
import type { AuditSearch } from './audit-search.ts';

const DAY_MS = 24 * 3_600_000;

export type AuditFilter = Partial<Omit<ListAuditInput, 'limit' | 'cursor'>>;

/** What is asked of the server. Days are the reader's own; what is no key at all names nothing, and is asked for as it is. */
export function auditInput({ only, flag, target, actor, action, type, from, to }: AuditSearch): AuditFilter {
  return {
    ...(only && { environment: only as EnvironmentKey }),
    ...(flag && { flagKey: flag as FlagKey }),
    ...(target && { target }),
    ...(actor && { actor }),
    ...(action && { action }),
    ...(type && { type }),
    ...(from && { from: beginOf(from).toISOString() }),
    // To the end of that day.
    ...(to && { to: new Date(beginOf(to).getTime() + DAY_MS - 1).toISOString() }),
  };
}

function beginOf(day: string): Date {
  return new Date(`${day}T00:00:00`);
}
