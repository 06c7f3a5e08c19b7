import type { ApiKeyKind, EnvironmentKey, EnvironmentRoles, KeyScope, Role } from '@burgee/contracts';
import { defineEntity, p } from '@mikro-orm/core';

/** API keys and people, which share one version: that of access. */

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
    scopes: p.json<KeyScope[]>(),
    createdAt: p.datetime(),
    createdBy: p.string(),
    expiresAt: p.datetime().nullable(),
    lastUsedAt: p.datetime().nullable(),
    revokedAt: p.datetime().nullable(),
    /** The person whose login on the command line created the key, which ends with the person's role. */
    personId: p.text().nullable(),
  },
});
export class ApiKeyRow extends ApiKeySchema.class {}
ApiKeySchema.setClass(ApiKeyRow);

/** A person who may sign in, unless disabled. better-auth uses this table as well. */
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

/** A person's way to sign in: a password, or an account at an identity provider. */
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
    /** `null` for the setup link of the first start, which is open to anyone who has it. */
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

/** A program that waits for a person to approve its login. */
const DeviceLoginSchema = defineEntity({
  name: 'DeviceLoginRow',
  tableName: 'device_logins',
  properties: {
    id: p.uuid().primary(),
    /** SHA-256 of the code that the program alone knows, hexadecimal. */
    deviceHash: p.string(),
    userCode: p.string(),
    host: p.string(),
    address: p.string().nullable(),
    /** The role that the program asked for; once approved, the one that it gets. */
    role: p.string().$type<Role>(),
    createdAt: p.datetime(),
    expiresAt: p.datetime(),
    intervalSec: p.integer(),
    polledAt: p.datetime().nullable(),
    decision: p.string().$type<'approved' | 'denied'>().nullable(),
    /** The person who approved it, and for how many days the key is valid. */
    personId: p.text().nullable(),
    days: p.integer().nullable(),
    usedAt: p.datetime().nullable(),
  },
});
export class DeviceLoginRow extends DeviceLoginSchema.class {}
DeviceLoginSchema.setClass(DeviceLoginRow);
