import { AuditAction, type AuditEntry, AuditSubject, OverrideType } from '@burgee/contracts';
import { z } from 'zod';

export type HistoryFilter = {
  readonly action?: AuditEntry['action'];
  readonly type?: 'flag' | 'override' | OverrideType;
  readonly actor?: string;
};

export const ACTIONS: readonly { readonly value: AuditAction; readonly label: string }[] = [
  { value: 'created', label: 'Created' },
  { value: 'updated', label: 'Changed' },
  { value: 'archived', label: 'Archived' },
  { value: 'restored', label: 'Restored' },
  { value: 'removed', label: 'Removed' },
  { value: 'expired', label: 'Ended' },
];

export const TYPES: readonly { readonly value: NonNullable<HistoryFilter['type']>; readonly label: string }[] = [
  { value: 'flag', label: 'The flag itself' },
  { value: 'override', label: 'All overrides' },
  { value: 'emergency', label: 'Emergency overrides' },
  { value: 'session', label: 'Session overrides' },
  { value: 'testing', label: 'Testing overrides' },
  { value: 'user', label: 'User overrides' },
  { value: 'global', label: 'Global overrides' },
];

const Type = z.union([AuditSubject.extract(['flag', 'override']), OverrideType]);

/** Converts the choice in the menu to a filter; empty if nothing is chosen. */
export function typeFilter(chosen: string | null): Pick<HistoryFilter, 'type'> {
  const { data } = Type.safeParse(chosen);
  return data ? { type: data } : {};
}

export function actionFilter(chosen: string | null): Pick<HistoryFilter, 'action'> {
  const { data } = AuditAction.safeParse(chosen);
  return data ? { action: data } : {};
}
