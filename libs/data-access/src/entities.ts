import type {
  AuditAction,
  AuditSubject,
  AuditVia,
  Bucketing,
  Condition,
  EnvironmentColor,
  EnvironmentKey,
  FlagKey,
  FlagType,
  JsonValue,
  ManagedBy,
  OverrideType,
  Prerequisite,
  Rollout,
  Rule,
  RulesetVersion,
  SegmentKey,
  Split,
  TargetId,
  Variant,
  VariantKey,
} from '@burgee/contracts';
import { defineEntity, p } from '@mikro-orm/core';
import { AccountRow, ApiKeyRow, DeviceLoginRow, InvitationRow, PasswordLinkRow, PersonRow } from './access-entities.ts';

/** Rows never leave this library: they are mapped to contract types first. */

const EnvironmentSchema = defineEntity({
  name: 'EnvironmentRow',
  tableName: 'environments',
  properties: {
    key: p.string().$type<EnvironmentKey>().primary(),
    name: p.string(),
    permitsSessionOverrides: p.boolean(),
    isProduction: p.boolean(),
    color: p.string().$type<EnvironmentColor>(),
    bucketing: p.string().$type<Bucketing>(),
    version: p.integer().$type<RulesetVersion>(),
    createdAt: p.datetime(),
  },
});
export class EnvironmentRow extends EnvironmentSchema.class {}
EnvironmentSchema.setClass(EnvironmentRow);

/** A rollout as stored. A fixed percentage has its own column, and its `schedule` is `null`. */
type StoredRollout = Omit<Rollout, 'schedule'> & { schedule: Rollout['schedule'] | null };

const FlagSchema = defineEntity({
  name: 'FlagRow',
  tableName: 'feature_flags',
  properties: {
    id: p.uuid().primary(),
    key: p.string().$type<FlagKey>().fieldName('flag_key'),
    environment: p.string().$type<EnvironmentKey>(),
    enabled: p.boolean(),
    rolloutPercentage: p.decimal('number'),
    description: p.string(),
    type: p.string().$type<FlagType>(),
    tags: p.json<string[]>(),
    salt: p.string(),
    variants: p.json<Variant[]>(),
    onVariant: p.string().$type<VariantKey>(),
    offVariant: p.string().$type<VariantKey>().nullable(),
    split: p.json<Split>().nullable(),
    rollout: p.json<StoredRollout>(),
    rules: p.json<Rule[]>(),
    prerequisites: p.json<Prerequisite[]>(),
    expiresAt: p.datetime().nullable(),
    archivedAt: p.datetime().nullable(),
    managedBy: p.json<ManagedBy>().nullable(),
    revision: p.integer(),
    createdAt: p.datetime(),
    updatedAt: p.datetime(),
  },
});
export class FlagRow extends FlagSchema.class {}
FlagSchema.setClass(FlagRow);

const SegmentSchema = defineEntity({
  name: 'SegmentRow',
  tableName: 'segments',
  properties: {
    environment: p.string().$type<EnvironmentKey>().primary(),
    key: p.string().$type<SegmentKey>().primary(),
    name: p.string(),
    description: p.string(),
    condition: p.json<Condition>(),
    revision: p.integer(),
    createdAt: p.datetime(),
    updatedAt: p.datetime(),
  },
});
export class SegmentRow extends SegmentSchema.class {}
SegmentSchema.setClass(SegmentRow);

const UserOverrideSchema = defineEntity({
  name: 'UserOverrideRow',
  tableName: 'feature_flag_user_overrides',
  properties: {
    id: p.uuid().primary(),
    flag: () => p.manyToOne(FlagRow).fieldName('flag_id'),
    userId: p.string().$type<TargetId>(),
    overrideType: p.string().$type<'include' | 'exclude'>(),
    value: p.json<JsonValue>().nullable(),
    reason: p.string().nullable(),
    createdBy: p.string(),
    createdAt: p.datetime(),
    expiresAt: p.datetime().nullable(),
  },
});
export class UserOverrideRow extends UserOverrideSchema.class {}
UserOverrideSchema.setClass(UserOverrideRow);

const OverrideSchema = defineEntity({
  name: 'OverrideRow',
  tableName: 'feature_flag_overrides',
  properties: {
    id: p.uuid().primary(),
    flag: () => p.manyToOne(FlagRow).fieldName('flag_id'),
    type: p.string().$type<Exclude<OverrideType, 'user'>>(),
    /** Empty for emergency and global overrides. */
    target: p.string(),
    value: p.json<JsonValue>(),
    reason: p.string().nullable(),
    createdBy: p.string(),
    createdAt: p.datetime(),
    expiresAt: p.datetime().nullable(),
  },
});
export class OverrideRow extends OverrideSchema.class {}
OverrideSchema.setClass(OverrideRow);

const AuditSchema = defineEntity({
  name: 'AuditRow',
  tableName: 'audit_entries',
  properties: {
    id: p.uuid().primary(),
    number: p.bigint('number'),
    /** `null` in entries older than the chain. */
    mac: p.string().nullable(),
    environment: p.string().$type<EnvironmentKey>().nullable(),
    version: p.integer().$type<RulesetVersion>(),
    /** The position within one version, which can have several entries: removing a flag also removes its overrides. */
    part: p.integer(),
    at: p.datetime(),
    actor: p.string(),
    action: p.string().$type<AuditAction>(),
    subject: p.string().$type<AuditSubject>(),
    key: p.string(),
    overrideType: p.string().$type<OverrideType>().nullable(),
    target: p.string().$type<TargetId>().nullable(),
    reason: p.string().nullable(),
    via: p.string().$type<AuditVia>().nullable(),
    client: p.string().nullable(),
    before: p.json<JsonValue>().nullable(),
    after: p.json<JsonValue>().nullable(),
  },
});
export class AuditRow extends AuditSchema.class {}
AuditSchema.setClass(AuditRow);

export const ENTITIES = [
  EnvironmentRow,
  FlagRow,
  SegmentRow,
  UserOverrideRow,
  OverrideRow,
  AuditRow,
  ApiKeyRow,
  PersonRow,
  AccountRow,
  InvitationRow,
  PasswordLinkRow,
  DeviceLoginRow,
];
