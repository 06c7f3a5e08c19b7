import type { SdkConnection } from '@burgee/contracts';

export type AwaitedConnection = {
  readonly protocol: SdkConnection['protocol'];
  /** The id of the key that was created for the program, if any. */
  readonly keyId: string | undefined;
  /** The connections when the wait began. */
  readonly before: readonly SdkConnection[];
};

/**
 * Returns the connection that someone waits for. With a key of its own, any request with it counts; otherwise a request that
 * was not there before.
 */
export function arrivedIn(
  connections: readonly SdkConnection[],
  { protocol, keyId, before }: AwaitedConnection,
): SdkConnection | undefined {
  const candidates = connections.filter((connection) => connection.protocol === protocol);
  if (keyId !== undefined) return candidates.find(({ key }) => key?.id === keyId);
  return candidates.find(
    ({ key, lastUsedAt }) =>
      !before.some((one) => one.protocol === protocol && one.key?.id === key?.id && one.lastUsedAt === lastUsedAt),
  );
}
