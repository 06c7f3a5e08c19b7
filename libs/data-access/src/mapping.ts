import {
  AuditEntry,
  Environment,
  EnvironmentKey,
  Flag,
  type FlagConfig,
  FlagKey,
  newFlagConfig,
  RulesetVersion,
  Segment,
  SegmentKey,
} from '@burgee/contracts';
import { brokenKey, replaceBroken } from './broken-fields.ts';
import type { AuditRow, EnvironmentRow, FlagRow, SegmentRow } from './entities.ts';
import { toInstant, toInstantOrNull } from './instants.ts';

/** Maps rows to contract types. Data was parsed when it was written; only data that people read is checked again. */

export function toEnvironment(row: EnvironmentRow): Environment {
  const { key, name, permitsSessionOverrides, isProduction, color, bucketing, version, createdAt } = row;
  const environment = { key, name, permitsSessionOverrides, isProduction, color, bucketing, version };
  return replaceBroken<Environment>(
    Environment.shape,
    { ...environment, createdAt: toInstant(createdAt), ...brokenKey(EnvironmentKey, key) },
    { name: key || '?' },
  );
}

/** The columns that the evaluation of a flag needs. */
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
  // A row that someone broke by hand must not fail here, where it would affect other flags; compiling it fails only its flag.
  // Without entities, decimals arrive as text.
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
    managedBy: row.managedBy ?? null,
    createdAt: toInstant(createdAt),
    updatedAt: toInstant(updatedAt),
    revision,
    broken: [],
    ...brokenKey(FlagKey, key),
  };
  return replaceBroken(Flag.shape, flag, { ...newFlagConfig(key), salt: 'broken', tags: [], revision: 1 });
}

type StoredFlag = Omit<Flag, 'createdAt' | 'updatedAt' | 'revision' | 'archived' | 'broken'>;

/** The columns of a flag, except those that the server sets. */
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

export function toSegment(row: SegmentRow): Segment {
  const { key, condition, environment, name, description, createdAt, updatedAt, revision } = row;
  const segment = {
    key,
    condition,
    environment,
    name,
    description,
    createdAt: toInstant(createdAt),
    updatedAt: toInstant(updatedAt),
    revision,
    ...brokenKey(SegmentKey, key),
  };
  return replaceBroken<Segment>(Segment.shape, segment, {
    name: key || '?',
    // Matches no one.
    condition: { any: [] },
    revision: 1,
  });
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
    via: row.via ?? null,
    client: row.client ?? null,
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
