import { type FlagKey, type JsonValue, type Override, OVERRIDE_PRIORITY, type TargetId } from '@burgee/contracts';
import { toInstant } from './instants.ts';

/** A row of an override table, as PostgreSQL writes it in JSON, and the key of its flag. */
export type Stored = { readonly flagKey: FlagKey; readonly row: UserRow | OtherRow };

type Row = {
  readonly id: string;
  readonly value: JsonValue;
  readonly reason: string | null;
  readonly created_by: string;
  readonly created_at: string;
  readonly expires_at: string | null;
};
export type UserRow = Row & { readonly user_id: TargetId; readonly override_type: 'include' | 'exclude' };
type OtherRow = Row & { readonly type: Exclude<Override['type'], 'user'>; readonly target: TargetId };

/** Maps a row without creating an entity, which takes a fifth of the time for thousands of rows. */
export function toStoredOverride({ flagKey, row }: Stored): Override {
  const { id, value, reason, created_by: createdBy } = row;
  const createdAt = toInstant(row.created_at);
  const expiresAt = row.expires_at === null ? null : toInstant(row.expires_at);
  const base = { id, flagKey, reason, createdBy, createdAt };
  if ('user_id' in row) {
    const { user_id: target, override_type: overrideType } = row;
    const own = { type: 'user', target, overrideType, ...(value !== null && { value }), expiresAt } as const;
    return { ...base, ...own, priority: OVERRIDE_PRIORITY.user };
  }
  const { type, target } = row;
  if (type === 'emergency') return { ...base, type, value, priority: OVERRIDE_PRIORITY[type], reason: reason ?? '' };
  if (type === 'global') return { ...base, type, value, priority: OVERRIDE_PRIORITY[type], expiresAt };
  // A CHECK constraint guarantees that these two types expire.
  const targeted = { target, value, expiresAt: expiresAt ?? '' };
  if (type === 'session') return { ...base, ...targeted, type, priority: OVERRIDE_PRIORITY[type] };
  return { ...base, ...targeted, type, priority: OVERRIDE_PRIORITY[type] };
}
