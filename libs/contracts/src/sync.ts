import { z } from 'zod';
import { ApiKey } from './api-key.ts';
import { EnvironmentKey, FlagKey, Instant, RulesetVersion, TargetId, VariantKey } from './ids.ts';
import { OverrideType, SessionOverride, TestingOverride, UserOverride } from './override.ts';
import { Ruleset, RulesetDelta } from './ruleset.ts';

/** The protocol by which programs with a server key follow the ruleset of their environment. */

/** Distinguishes an environment from one of the same key in another database. Versions of different origins do not compare. */
const Origin = z.string().min(1).max(200);
/** 16 hexadecimal digits over everything in a ruleset but its version. It finds mistakes, not malice. */
const Checksum = z.string().regex(/^[0-9a-f]{16}$/);

const IdType = OverrideType.extract(['user', 'session', 'testing']);

/** A user, session or test run that may have overrides. */
export const SyncId = z.strictObject({ type: IdType, id: TargetId });
export type SyncId = z.infer<typeof SyncId>;

/**
 * The ids that have overrides, as a filter for each type: 32-bit little-endian words in base64. An id that it rejects has no
 * override; `falsePositiveRate` is the share of ids without overrides that it lets through.
 */
export const SyncFilter = z.strictObject({
  user: z.base64(),
  session: z.base64(),
  testing: z.base64(),
  falsePositiveRate: z.number().min(0).max(1),
});
export type SyncFilter = z.infer<typeof SyncFilter>;

/** The answer of `GET /api/sync/ruleset`. */
export const SyncedRuleset = z.strictObject({
  environment: EnvironmentKey,
  origin: Origin,
  version: RulesetVersion,
  checksum: Checksum,
  ruleset: Ruleset,
  /** `filter` is `null` while the server does not know yet which ids have overrides: any id may have some. */
  overrides: z.strictObject({ count: z.int().nonnegative(), filter: SyncFilter.nullable() }),
});
export type SyncedRuleset = z.infer<typeof SyncedRuleset>;

/** The data of an event `delta` of `GET /api/sync/stream`. */
export const SyncDelta = RulesetDelta.extend({
  environment: EnvironmentKey,
  origin: Origin,
  /** The checksum of the ruleset at `to`. */
  checksum: Checksum,
  /** The ids whose overrides changed: anything held about them is out of date. */
  ids: z.array(SyncId),
  /** The flags that were deleted, and may exist again: held overrides of ids for these flags are out of date. */
  endedFlags: z.array(FlagKey),
});
export type SyncDelta = z.infer<typeof SyncDelta>;

/** The data of an event `reset`: the follower must get the whole ruleset again. */
export const SyncReset = z.strictObject({ environment: EnvironmentKey, origin: Origin, version: RulesetVersion });
export type SyncReset = z.infer<typeof SyncReset>;

/** Limit of ids in one request for overrides. */
export const MAX_SYNC_IDS = 1_000;

export const SyncOverridesBody = z.strictObject({ ids: z.array(SyncId).min(1).max(MAX_SYNC_IDS) });
export type SyncOverridesBody = z.infer<typeof SyncOverridesBody>;

/** The overrides of the requested ids, as they were at `version` or later. An id that is absent has none. */
export const SyncedOverrides = z.strictObject({
  environment: EnvironmentKey,
  origin: Origin,
  version: RulesetVersion,
  overrides: z.array(z.discriminatedUnion('type', [UserOverride, SessionOverride, TestingOverride])),
});
export type SyncedOverrides = z.infer<typeof SyncedOverrides>;

/**
 * A secret that is valid for evaluations in the environment. A key has two while it is being rotated. A secret has 256 random
 * bits, so its hash grants nothing.
 */
export const SyncedKey = z.strictObject({
  /** SHA-256 of the secret, in hexadecimal digits. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  ...ApiKey.pick({ id: true, name: true, origins: true }).shape,
  kind: ApiKey.shape.kind.extract(['server', 'web']),
  /** `null` if it never expires. */
  endsAt: Instant.nullable(),
});
export type SyncedKey = z.infer<typeof SyncedKey>;

/** The answer of `GET /api/sync/keys`. `version` is that of all keys and people; a later list has a higher one. */
export const SyncedKeys = z.strictObject({
  environment: EnvironmentKey,
  origin: Origin,
  version: RulesetVersion,
  keys: z.array(SyncedKey),
});
export type SyncedKeys = z.infer<typeof SyncedKeys>;

const SdkName = z.string().min(1).max(100);

/** How often a program evaluated each flag since its last report, without user ids. */
export const SyncUsageBody = z.strictObject({
  sdk: z.strictObject({ name: SdkName, version: SdkName, instance: SdkName }),
  counts: z
    .array(
      z.strictObject({
        flagKey: FlagKey,
        /** `null` for answers without a variant. */
        variant: VariantKey.nullable(),
        count: z.int().min(1).max(1_000_000_000),
      }),
    )
    .max(10_000),
});
export type SyncUsageBody = z.infer<typeof SyncUsageBody>;
