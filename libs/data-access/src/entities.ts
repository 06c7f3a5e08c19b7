import type {
  ApiKeyKind,
  AuditAction,
  AuditSubject,
  Condition,
  EnvironmentColor,
  EnvironmentKey,
  EnvironmentRoles,
  FlagKey,
  FlagType,
  JsonValue,
  OverrideType,
  Prerequisite,
  Role,
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

/** Rows belong to the database: they are mapped to contract types before they leave it. */

const EnvironmentSchema = defineEntity({
  name: 'EnvironmentRow',
  tableName: 'environments',
  properties: {
    key: p.string().$type<EnvironmentKey>().primary(),
    name: p.string(),
    permitsSessionOverrides: p.boolean(),
    isProduction: p.boolean(),
    color: p.string().$type<EnvironmentColor>(),
    version: p.integer().$type<RulesetVersion>(),
    createdAt: p.datetime(),
  },
});
export class EnvironmentRow extends EnvironmentSchema.class {}
EnvironmentSchema.setClass(EnvironmentRow);

/** A rollout without its fixed percentage, which has a column of its own; `null` is the schedule of such a one. */
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
    /** Empty for emergency and global ones. */
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
    /** Of entries from before there was a chain: none. */
    mac: p.string().nullable(),
    environment: p.string().$type<EnvironmentKey>().nullable(),
    version: p.integer().$type<RulesetVersion>(),
    /** Counts the entries of one version: removing a flag removes its overrides too. */
    part: p.integer(),
    at: p.datetime(),
    actor: p.string(),
    action: p.string().$type<AuditAction>(),
    subject: p.string().$type<AuditSubject>(),
    key: p.string(),
    overrideType: p.string().$type<OverrideType>().nullable(),
    target: p.string().$type<TargetId>().nullable(),
    reason: p.string().nullable(),
    before: p.json<JsonValue>().nullable(),
    after: p.json<JsonValue>().nullable(),
  },
});
export class AuditRow extends AuditSchema.class {}
AuditSchema.setClass(AuditRow);

const ApiKeySchema = defineEntity({
  name: 'ApiKeyRow',
  tableName: 'api_keys',
  properties: {
    id: p.uuid().primary(),
    kind: p.string().$type<ApiKeyKind>(),
    name: p.string(),
    start: p.string(),
    /** SHA-256 of the secret, hexadecimal. */
    hash: p.string(),
    previousHash: p.string().nullable(),
    previousEndsAt: p.datetime().nullable(),
    environment: p.string().$type<EnvironmentKey>().nullable(),
    role: p.string().$type<Role>().nullable(),
    reach: p.json<EnvironmentKey[]>().nullable(),
    origins: p.json<string[]>(),
    createdAt: p.datetime(),
    createdBy: p.string(),
    expiresAt: p.datetime().nullable(),
    lastUsedAt: p.datetime().nullable(),
    revokedAt: p.datetime().nullable(),
  },
});
export class ApiKeyRow extends ApiKeySchema.class {}
ApiKeySchema.setClass(ApiKeyRow);

/** The columns that better-auth reads as well: whoever is here may sign in, unless disabled. */
const PersonSchema = defineEntity({
  name: 'PersonRow',
  tableName: 'auth_user',
  properties: {
    id: p.text().primary(),
    name: p.text(),
    email: p.text(),
    emailVerified: p.boolean(),
    role: p.text().$type<Role>(),
    roles: p.json<EnvironmentRoles>(),
    createdAt: p.datetime(),
    updatedAt: p.datetime(),
    disabledAt: p.datetime().nullable(),
    lastSignInAt: p.datetime().nullable(),
  },
});
export class PersonRow extends PersonSchema.class {}
PersonSchema.setClass(PersonRow);

/** A way in which a person may sign in: by a password, or as somebody whom a provider knows. */
const AccountSchema = defineEntity({
  name: 'AccountRow',
  tableName: 'auth_account',
  properties: {
    id: p.text().primary(),
    accountId: p.text(),
    providerId: p.text(),
    userId: p.text(),
    password: p.text().nullable(),
    createdAt: p.datetime(),
    updatedAt: p.datetime(),
  },
});
export class AccountRow extends AccountSchema.class {}
AccountSchema.setClass(AccountRow);

const InvitationSchema = defineEntity({
  name: 'InvitationRow',
  tableName: 'invitations',
  properties: {
    id: p.uuid().primary(),
    /** SHA-256 of the secret, hexadecimal. */
    tokenHash: p.string(),
    /** `null`: the link of the first start, for whoever it is. */
    email: p.string().nullable(),
    role: p.string().$type<Role>(),
    roles: p.json<EnvironmentRoles>(),
    createdBy: p.string(),
    createdAt: p.datetime(),
    expiresAt: p.datetime(),
    usedAt: p.datetime().nullable(),
  },
});
export class InvitationRow extends InvitationSchema.class {}
InvitationSchema.setClass(InvitationRow);

const PasswordLinkSchema = defineEntity({
  name: 'PasswordLinkRow',
  tableName: 'password_links',
  properties: {
    personId: p.text().primary(),
    /** SHA-256 of the secret, hexadecimal. */
    tokenHash: p.string(),
    createdBy: p.string(),
    createdAt: p.datetime(),
    expiresAt: p.datetime(),
    usedAt: p.datetime().nullable(),
  },
});
export class PasswordLinkRow extends PasswordLinkSchema.class {}
PasswordLinkSchema.setClass(PasswordLinkRow);

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
];
