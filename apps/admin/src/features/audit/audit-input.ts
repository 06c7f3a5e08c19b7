import type { EnvironmentKey, FlagKey, ListAuditInput } from '@burgee/contracts';
import { endOfDay, startOfDay } from '../../ui/local-time.ts';
import type { AuditSearch } from './audit-search.ts';

export type AuditFilter = Partial<Omit<ListAuditInput, 'limit' | 'cursor'>>;

/** Converts the URL's filters to the server's input. Days are the reader's calendar days; an invalid key is sent as it is and matches nothing. */
export function auditInput({ only, flag, target, actor, action, type, from, to }: AuditSearch): AuditFilter {
  return {
    ...(only && { environment: only as EnvironmentKey }),
    ...(flag && { flagKey: flag as FlagKey }),
    ...(target && { target }),
    ...(actor && { actor }),
    ...(action && { action }),
    ...(type && { type }),
    ...(from && { from: new Date(startOfDay(from)).toISOString() }),
    // The server includes this instant and stores milliseconds.
    ...(to && { to: new Date(endOfDay(to) - 1).toISOString() }),
  };
}
