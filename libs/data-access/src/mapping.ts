import {
  ApiKey,
  AuditEntry,
  Environment,
  EnvironmentKey,
  Flag,
  FlagKey,
  Invitation,
  newFlagConfig,
  OVERRIDE_PRIORITY,
  Person,
  RulesetVersion,
  EmergencyOverride,
  GlobalOverride,
  Segment,
  SegmentKey,
  SessionOverride,
  TestingOverride,
  UserOverride,
  type FlagConfig,
  type Override,
  type SegmentConfig,
  type TargetId,
} from '@burgee/contracts';
import { brokenKey, replaceBroken } from './broken-fields.ts';
import { toInstant, toInstantOrNull } from './instants.ts';
import type {
  ApiKeyRow,
  AuditRow,
  EnvironmentRow,
  FlagRow,
  InvitationRow,
  OverrideRow,
  PersonRow,
  SegmentRow,
  UserOverrideRow,
} from './entities.ts';

/** Rows as contract types. What is stored was parsed when it was written; only what people read is looked at again. */

export function toEnvironment(row: EnvironmentRow): Environment {
  const { key, name, permitsSessionOverrides, isProduction, color, version, createdAt } = row;
  const environment = { key, name, permitsSessionOverrides, isProduction, color, version };
  return replaceBroken<Environment>(
    Environment.shape,
    { ...environment, createdAt: toInstant(createdAt), ...brokenKey(EnvironmentKey, key) },
    { name: key || '?' },
  );
}

/** The columns that evaluate a flag. */
export type ConfigColumns = Pick<
  FlagRow,
  | 'key'
  | 'type'
  | 'enabled'
  | 'salt'
  | 'variants'
  | 'onVariant'
  | 'offVariant'
  | 'split'
  | 'rollout'
  | 'rolloutPercentage'
  | 'rules'
  | 'prerequisites'
  | 'expiresAt'
> & { readonly archivedAt?: unknown };

export function toFlagConfig(row: ConfigColumns): FlagConfig {
  const { key, type, enabled, salt, variants, onVariant, rules, prerequisites } = row;
  // A row that somebody broke by hand costs that flag alone, when it is compiled: here it must not stop the others.
  // A query that makes no entities gives a decimal as text.
  const schedule = row.rollout?.schedule ?? { kind: 'fixed', percentage: Number(row.rolloutPercentage) };
  return {
    key,
    type,
    enabled,
    archived: Boolean(row.archivedAt),
    expiresAt: toInstantOrNull(row.expiresAt),
    salt,
    variants,
    onVariant,
    offVariant: row.offVariant ?? null,
    split: row.split ?? null,
    rollout: { ...row.rollout, schedule },
    rules,
    prerequisites,
  };
}

export function toFlag(row: FlagRow): Flag {
  const { id, key, environment, description, tags, archivedAt, createdAt, updatedAt, revision } = row;
  const flag: Flag = {
    ...toFlagConfig(row),
    id,
    environment,
    description,
    tags,
    archivedAt: toInstantOrNull(archivedAt),
    createdAt: toInstant(createdAt),
    updatedAt: toInstant(updatedAt),
    revision,
    broken: [],
    ...brokenKey(FlagKey, key),
  };
  return replaceBroken(Flag.shape, flag, { ...newFlagConfig(key), salt: 'broken', tags: [], revision: 1 });
}

type StoredFlag = Omit<Flag, 'createdAt' | 'updatedAt' | 'revision' | 'archived' | 'broken'>;

/** The columns of a flag, but for those that the server fills. */
export function fromFlag(flag: StoredFlag) {
  const { rollout, expiresAt, archivedAt, ...same } = flag;
  const { schedule } = rollout;
  const isFixed = schedule.kind === 'fixed';
  return {
    ...same,
    rolloutPercentage: isFixed ? schedule.percentage : 0,
    rollout: { ...rollout, schedule: isFixed ? null : schedule },
    expiresAt: expiresAt === null ? null : new Date(expiresAt),
    archivedAt: archivedAt === null ? null : new Date(archivedAt),
  };
}

export function toSegmentConfig({ key, condition }: SegmentRow): SegmentConfig {
  return { key, condition };
}

export function toSegment(row: SegmentRow): Segment {
  const { environment, name, description, createdAt, updatedAt, revision } = row;
  const { key } = row;
  const segment = {
    ...toSegmentConfig(row),
    environment,
    name,
    description,
    createdAt: toInstant(createdAt),
    updatedAt: toInstant(updatedAt),
    revision,
    ...brokenKey(SegmentKey, key),
  };
  // A condition that fits no one.
  return replaceBroken<Segment>(Segment.shape, segment, {
    name: key || '?',
    condition: { any: [] },
    revision: 1,
  });
}

type OtherOverride = Exclude<Override, UserOverride>;

/** Any override but a user's, as it is stored. */
function toOtherOverride(row: OverrideRow): OtherOverride {
  const { id, type, value, createdBy } = row;
  const reason = row.reason ?? null;
  const expiresAt = toInstantOrNull(row.expiresAt);
  const base = { id, flagKey: row.flag.key, value, createdBy, createdAt: toInstant(row.createdAt), reason };
  if (type === 'emergency') return { ...base, type, priority: OVERRIDE_PRIORITY[type], reason: reason ?? '' };
  if (type === 'global') return { ...base, type, priority: OVERRIDE_PRIORITY[type], expiresAt };
  // The table has a CHECK for it: these two always end.
  const ends = { target: row.target as TargetId, expiresAt: expiresAt ?? '' };
  if (type === 'session') return { ...base, ...ends, type, priority: OVERRIDE_PRIORITY[type] };
  return { ...base, ...ends, type, priority: OVERRIDE_PRIORITY[type] };
}

/** Any override but a user's. */
export function toOverride(row: OverrideRow): OtherOverride {
  const override = toOtherOverride(row);
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

export function toAuditEntry(row: AuditRow): AuditEntry {
  const { id, number, version, actor, action, subject, key } = row;
  const read: AuditEntry = {
    id,
    number,
    environment: row.environment ?? null,
    version,
    at: toInstant(row.at),
    actor,
    action,
    subject,
    key,
    overrideType: row.overrideType ?? null,
    target: row.target ?? null,
    reason: row.reason ?? null,
    before: row.before ?? null,
    after: row.after ?? null,
  };
  return replaceBroken(AuditEntry.shape, read, {
    number: 0,
    action: 'updated',
    subject: 'flag',
    version: NO_VERSION,
  });
}

const NO_VERSION = RulesetVersion.parse(0);

/** What has ended by `now` is told no more. */
export function toApiKey(row: ApiKeyRow, now: Date): ApiKey {
  const { id, kind, name, start, origins, createdBy } = row;
  const read: ApiKey = {
    id,
    kind,
    name,
    start,
    environment: row.environment ?? null,
    role: row.role ?? null,
    reach: row.reach ?? null,
    origins,
    createdAt: toInstant(row.createdAt),
    createdBy,
    expiresAt: toInstantOrNull(row.expiresAt),
    previousEndsAt: row.previousEndsAt && row.previousEndsAt > now ? toInstant(row.previousEndsAt) : null,
    lastUsedAt: toInstantOrNull(row.lastUsedAt),
    revokedAt: toInstantOrNull(row.revokedAt),
  };
  return replaceBroken(ApiKey.shape, read, { name: '?', origins: [] });
}

export function toPerson(row: PersonRow): Person {
  const { id, email, name, role, roles } = row;
  const read: Person = {
    id,
    email,
    name,
    role,
    roles,
    createdAt: toInstant(row.createdAt),
    disabledAt: toInstantOrNull(row.disabledAt),
    lastSignInAt: toInstantOrNull(row.lastSignInAt),
  };
  return replaceBroken(Person.shape, read, { roles: {} });
}

export function toInvitation(row: InvitationRow): Invitation {
  const { id, role, roles, createdBy } = row;
  const [createdAt, expiresAt] = [toInstant(row.createdAt), toInstant(row.expiresAt)];
  const read = { id, email: row.email ?? '', role, roles, createdBy, createdAt, expiresAt };
  return replaceBroken<Invitation>(Invitation.shape, read, { roles: {} });
}
