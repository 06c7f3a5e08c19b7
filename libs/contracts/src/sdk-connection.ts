import { z } from 'zod';
import { EnvironmentKey, FlagKey, Instant } from './ids.ts';

/**
 * How a program asks for flags: `evaluation` is the API of our clients, which sends values, and `sync` the one of
 * `@burgee/node`, which sends the ruleset. The others are those of other vendors' SDKs.
 */
export const SdkProtocol = z.enum(['evaluation', 'sync', 'ofrep', 'flagd', 'unleash']);
export type SdkProtocol = z.infer<typeof SdkProtocol>;

/** Programs that use a protocol with one key, or without one. */
export const SdkConnection = z.strictObject({
  protocol: SdkProtocol,
  /** `null` for programs without a key. */
  key: z.strictObject({ id: z.string(), name: z.string() }).nullable(),
  /** Accurate to the minute. */
  lastUsedAt: Instant,
});
export type SdkConnection = z.infer<typeof SdkConnection>;

export const ListSdkConnectionsInput = z.strictObject({ environment: EnvironmentKey });
export type ListSdkConnectionsInput = z.infer<typeof ListSdkConnectionsInput>;

/** Latest first. */
export const SdkConnectionList = z.strictObject({
  items: z.array(SdkConnection),
  /** How the server serves flagd's protocol; `null` if it does not. */
  flagd: z.strictObject({ port: z.int(), tls: z.boolean() }).nullable(),
});
export type SdkConnectionList = z.infer<typeof SdkConnectionList>;

const MAX_UNMAPPED = 1_000;

export const ListUnmappedFlagsInput = z.strictObject({
  environment: EnvironmentKey,
  /** By default, those that programs have used in the last 30 days. */
  protocols: z.array(SdkProtocol).max(SdkProtocol.options.length).optional(),
  /** Only this flag. */
  flagKey: FlagKey.optional(),
  limit: z.int().min(1).max(MAX_UNMAPPED).default(200),
});
export type ListUnmappedFlagsInput = z.infer<typeof ListUnmappedFlagsInput>;

/** Flags that SDKs of a protocol do not get, because they could not evaluate them with the same results. */
export const UnmappedFlags = z.strictObject({
  items: z.array(
    z.strictObject({
      protocol: SdkProtocol,
      flagKey: z.string(),
      /** A sentence or two for people. */
      why: z.string(),
    }),
  ),
  /** The number of all, of which `items` has at most `limit`. */
  total: z.int().nonnegative(),
});
export type UnmappedFlags = z.infer<typeof UnmappedFlags>;
