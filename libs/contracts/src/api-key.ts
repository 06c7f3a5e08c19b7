import { z } from 'zod';
import { Role } from './access.ts';
import { Reason } from './flag.ts';
import { EnvironmentKey, Instant } from './ids.ts';
import { BrokenFields, StoredEnvironmentKey } from './stored.ts';

/**
 * Keys for programs: `server` keys evaluate anything in their environment, `web` keys are public and receive only values,
 * `admin` keys act like a person with a role.
 */
export const ApiKeyKind = z.enum(['server', 'web', 'admin']);
export type ApiKeyKind = z.infer<typeof ApiKeyKind>;

/** Prefix of each kind of secret, so that a leaked one is recognizable. */
export const PREFIX_OF_KIND = { server: 'srv_', web: 'web_', admin: 'adm_' } as const satisfies Record<
  ApiKeyKind,
  string
>;

const WANTED_ORIGIN = 'use an origin like https://shop.example, in lowercase and without a path';

/** `https://shop.example`: scheme, host and port, as browsers send it. */
export const Origin = z
  .url({ protocol: /^https?$/, error: WANTED_ORIGIN })
  .max(255)
  .regex(/^[a-z]+:\/\/[^/?#@\sA-Z]+$/, WANTED_ORIGIN);

/** `agent`: the key may also be used over MCP in environments that are production. */
export const KeyScope = z.enum(['agent']);
export type KeyScope = z.infer<typeof KeyScope>;

const KeyName = z.string().trim().min(1).max(100);

/** A key without its secret. */
export const ApiKey = z.strictObject({
  id: z.uuid(),
  kind: ApiKeyKind,
  name: z.string().min(1).max(100),
  /** The first characters of the secret, to tell keys apart. */
  start: z.string(),
  /** The only environment of a server or web key; `null` for admin keys. */
  environment: StoredEnvironmentKey.nullable(),
  /** Only admin keys have a role. */
  role: Role.nullable(),
  /** The only environments that an admin key can access; `null` is all. */
  reach: z.array(EnvironmentKey).min(1).nullable(),
  /** The only pages that may use a web key; empty allows any. */
  origins: z.array(Origin),
  /** Only admin keys have scopes. */
  scopes: z.array(KeyScope),
  createdAt: Instant,
  createdBy: z.string(),
  expiresAt: Instant.nullable(),
  /** During a rotation, the end of the previous secret's validity. */
  previousEndsAt: Instant.nullable(),
  /** Accurate to the minute. */
  lastUsedAt: Instant.nullable(),
  revokedAt: Instant.nullable(),
  broken: BrokenFields,
});
export type ApiKey = z.infer<typeof ApiKey>;

const MAX_ORIGINS = 50;
const origins = z.array(Origin).max(MAX_ORIGINS);
const scopes = z.array(KeyScope).max(KeyScope.options.length);
const CreateEvaluationKeyInput = z.strictObject({
  environment: EnvironmentKey,
  name: KeyName,
  reason: Reason.optional(),
});

export const CreateApiKeyInput = z.discriminatedUnion('kind', [
  CreateEvaluationKeyInput.extend({ kind: z.literal('server'), expiresAt: Instant.optional() }),
  CreateEvaluationKeyInput.extend({
    kind: z.literal('web'),
    expiresAt: Instant.optional(),
    origins: origins.default([]),
  }),
  z.strictObject({
    kind: z.literal('admin'),
    name: KeyName,
    role: Role,
    reach: ApiKey.shape.reach.default(null),
    scopes: scopes.default([]),
    /** Required, because an admin key can change things. */
    expiresAt: Instant,
    reason: Reason.optional(),
  }),
]);
export type CreateApiKeyInput = z.infer<typeof CreateApiKeyInput>;

/** The only response that contains the secret. */
export const NewApiKey = z.strictObject({ key: ApiKey, secret: z.string() });
export type NewApiKey = z.infer<typeof NewApiKey>;

/** `environment` is required for a server or web key, because the right to manage it depends on the environment. */
export const ApiKeyRef = z.strictObject({
  environment: EnvironmentKey.optional(),
  id: z.uuid(),
  reason: Reason.optional(),
});
export type ApiKeyRef = z.infer<typeof ApiKeyRef>;

export const UpdateApiKeyInput = ApiKeyRef.extend({
  name: KeyName.optional(),
  origins: origins.optional(),
  scopes: scopes.optional(),
});
export type UpdateApiKeyInput = z.infer<typeof UpdateApiKeyInput>;

const MAX_OVERLAP_HOURS = 30 * 24;
export const RotateApiKeyInput = ApiKeyRef.extend({
  /** How long the previous secret stays valid. */
  overlapHours: z.number().min(0).max(MAX_OVERLAP_HOURS).default(24),
});
export type RotateApiKeyInput = z.infer<typeof RotateApiKeyInput>;

/** Lists the keys of an environment; without one, the admin keys. */
export const ListApiKeysInput = z.strictObject({ environment: EnvironmentKey.optional() });
export const ApiKeyList = z.strictObject({ items: z.array(ApiKey) });
export type ApiKeyList = z.infer<typeof ApiKeyList>;
