import { type EnvironmentKey, MINUTE_MS, type SdkProtocol } from '@burgee/contracts';
import type { ProtocolUse } from '@burgee/data-access';

/** Records by which protocols programs ask for flags, so that people see that an SDK is connected. */
export type ProtocolUses = {
  /** Records that a program asks now. @param keyId empty for a program without a key. */
  mark(environment: EnvironmentKey, protocol: SdkProtocol, keyId: string): void;
  /** Resolves when everything that was marked is stored, or could not be. */
  settled(): Promise<void>;
};

export type ProtocolUsesOptions = {
  readonly now: () => Date;
  readonly write: (uses: readonly ProtocolUse[]) => Promise<void>;
  readonly onFailed: (error: unknown) => void;
};

/**
 * Stores the first use in each minute at once: someone may be waiting for it. A use that could not be stored is not repeated,
 * because the next minute has another one.
 */
export function createProtocolUses({ now, write, onFailed }: ProtocolUsesOptions): ProtocolUses {
  /** When each use was last marked for writing. There is one for each key, at most, and protocol. */
  const marked = new Map<string, number>();
  let waiting: ProtocolUse[] = [];
  let writing: Promise<void> | undefined;

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      const uses = waiting;
      waiting = [];
      await write(uses).catch(onFailed);
    }
    writing = undefined;
  }

  return {
    mark: (environment, protocol, keyId) => {
      const at = now().getTime();
      const name = `${environment} ${protocol} ${keyId}`;
      const last = marked.get(name);
      // A clock that was set back must not stop the marks until it has caught up.
      if (last !== undefined && Math.abs(at - last) < MINUTE_MS) return;
      marked.set(name, at);
      waiting.push({ environment, protocol, keyId, at });
      writing ??= writeAll();
    },
    settled: async () => writing,
  };
}

/** For servers that do not record it. */
export const NO_PROTOCOL_USES: Pick<ProtocolUses, 'mark'> = { mark: () => undefined };
