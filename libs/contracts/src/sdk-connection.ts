import { z } from 'zod';
import { EnvironmentKey, Instant } from './ids.ts';

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
export const SdkConnectionList = z.strictObject({ items: z.array(SdkConnection) });
export type SdkConnectionList = z.infer<typeof SdkConnectionList>;
