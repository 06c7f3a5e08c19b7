import {
  EmergencyOverride,
  GlobalOverride,
  type Override,
  OVERRIDE_PRIORITY,
  SessionOverride,
  type TargetId,
  TestingOverride,
  UserOverride,
} from '@burgee/contracts';
import { replaceBroken } from './broken-fields.ts';
import type { OverrideRow, UserOverrideRow } from './entities.ts';
import { toInstant, toInstantOrNull } from './instants.ts';

type OtherOverride = Exclude<Override, UserOverride>;

/** Maps the row without checking it. */
function toUncheckedOverride(row: OverrideRow): OtherOverride {
  const { id, type, value, createdBy } = row;
  const reason = row.reason ?? null;
  const expiresAt = toInstantOrNull(row.expiresAt);
  const base = { id, flagKey: row.flag.key, value, createdBy, createdAt: toInstant(row.createdAt), reason };
  if (type === 'emergency') return { ...base, type, priority: OVERRIDE_PRIORITY[type], reason: reason ?? '' };
  if (type === 'global') return { ...base, type, priority: OVERRIDE_PRIORITY[type], expiresAt };
  // A CHECK constraint guarantees that these two types expire.
  const targeted = { target: row.target as TargetId, expiresAt: expiresAt ?? '' };
  if (type === 'session') return { ...base, ...targeted, type, priority: OVERRIDE_PRIORITY[type] };
  return { ...base, ...targeted, type, priority: OVERRIDE_PRIORITY[type] };
}

/** Maps any override except one for a user. */
export function toOverride(row: OverrideRow): OtherOverride {
  const override = toUncheckedOverride(row);
  return replaceBroken(OVERRIDES[override.type].shape, override, {
    reason: override.type === 'emergency' ? '?' : null,
  });
}

const OVERRIDES = {
  emergency: EmergencyOverride,
  global: GlobalOverride,
  session: SessionOverride,
  testing: TestingOverride,
};

export function toUserOverride(row: UserOverrideRow): UserOverride {
  const { id, userId, overrideType, value, createdBy } = row;
  const override: UserOverride = {
    id,
    type: 'user',
    priority: OVERRIDE_PRIORITY.user,
    flagKey: row.flag.key,
    target: userId,
    overrideType,
    ...(value !== null && value !== undefined && { value }),
    reason: row.reason ?? null,
    createdBy,
    createdAt: toInstant(row.createdAt),
    expiresAt: toInstantOrNull(row.expiresAt),
  };
  return replaceBroken(UserOverride.shape, override, {});
}
