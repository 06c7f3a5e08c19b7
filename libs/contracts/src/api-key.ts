import { z } from 'zod';
import { Role } from './access.ts';
import { Reason } from './flag.ts';
import { EnvironmentKey, Instant } from './ids.ts';
import { BrokenFields, StoredEnvironmentKey } from './stored.ts';

/**
 * Keys of programs: `server` ones evaluate anything in their environment, `web` ones are public and get values only,
 * `admin` ones act like a person of a role.
 */
export const ApiKeyKind = z.enum(['server', 'web', 'admin']);
export type ApiKeyKind = z.infer<typeof ApiKeyKind>;

/** With what the secret of each kind begins, so that a leaked one is told by its look. */
export const PREFIX_OF_KIND = { server: 'srv_', web: 'web_', admin: 'adm_' } as const satisfies Record<
  ApiKeyKind,
  string
>;

const WANTED_ORIGIN = 'use an origin like https://shop.example, in lower case and without a path';

/** `https://shop.example`: scheme, host and port, as browsers send it. */
export const Origin = z
  .url({ protocol: /^https?$/, error: WANTED_ORIGIN })
  .max(255)
  .regex(/^[a-z]+:\/\/[^/?#@\sA-Z]+$/, WANTED_ORIGIN);

const Name = z.string().trim().min(1).max(100);

/** A key as it is shown: what it is, never the secret. */
export const ApiKey = z.strictObject({
  id: z.uuid(),
  kind: ApiKeyKind,
  name: z.string().min(1).max(100),
  /** The first characters of the secret, to tell keys apart. */
  start: z.string(),
  /** Of keys that evaluate: the one environment that they reach. */
  environment: StoredEnvironmentKey.nullable(),
  /** Of admin keys. */
  role: Role.nullable(),
  /** Of admin keys: the only environments that they reach; `null` is all. */
  reach: z.array(EnvironmentKey).min(1).nullable(),
  /** Of web keys: the only pages that may use it; empty is any. */
  origins: z.array(Origin),
  createdAt: Instant,
  createdBy: z.string(),
  expiresAt: Instant.nullable(),
  /** While it is being rotated: until when the secret before is valid, too. */
  previousEndsAt: Instant.nullable(),
  /** To the minute. */
  lastUsedAt: Instant.nullable(),
  revokedAt: Instant.nullable(),
  broken: BrokenFields,
});
export type ApiKey = z.infer<typeof ApiKey>;

const MAX_ORIGINS = 50;
const origins = z.array(Origin).max(MAX_ORIGINS);
const ForEnvironment = z.strictObject({ environment: EnvironmentKey, name: Name, reason: Reason.optional() });

export const CreateApiKeyInput = z.discriminatedUnion('kind', [
  ForEnvironment.extend({ kind: z.literal('server'), expiresAt: Instant.optional() }),
  ForEnvironment.extend({ kind: z.literal('web'), expiresAt: Instant.optional(), origins: origins.default([]) }),
  z.strictObject({
    kind: z.literal('admin'),
    name: Name,
    role: Role,
    reach: ApiKey.shape.reach.default(null),
    /** It can change things, so it ends. */
    expiresAt: Instant,
    reason: Reason.optional(),
  }),
]);
export type CreateApiKeyInput = z.infer<typeof CreateApiKeyInput>;

/** The only time that the secret is shown. */
export const NewApiKey = z.strictObject({ key: ApiKey, secret: z.string() });
export type NewApiKey = z.infer<typeof NewApiKey>;

/** Of a key that evaluates `environment` has to be named: who may manage it depends on that. */
export const ApiKeyRef = z.strictObject({
  environment: EnvironmentKey.optional(),
  id: z.uuid(),
  reason: Reason.optional(),
});
export type ApiKeyRef = z.infer<typeof ApiKeyRef>;

export const UpdateApiKeyInput = ApiKeyRef.extend({ name: Name.optional(), origins: origins.optional() });
export type UpdateApiKeyInput = z.infer<typeof UpdateApiKeyInput>;

const MAX_OVERLAP_HOURS = 30 * 24;
export const RotateApiKeyInput = ApiKeyRef.extend({
  /** How long the secret before stays valid. */
  overlapHours: z.number().min(0).max(MAX_OVERLAP_HOURS).default(24),
});
export type RotateApiKeyInput = z.infer<typeof RotateApiKeyInput>;

/** Those of an environment; without one, the admin keys. */
export const ListApiKeysInput = z.strictObject({ environment: EnvironmentKey.optional() });
export const ApiKeyList = z.strictObject({ items: z.array(ApiKey) });
export type ApiKeyList = z.infer<typeof ApiKeyList>;
