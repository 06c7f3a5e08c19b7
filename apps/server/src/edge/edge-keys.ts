import { createHeldKeys, fromSyncedKeys, type Keys, upstreamUnavailable } from '@burgee/api';
import type { SyncedKeys } from '@burgee/contracts';
import { createKeyFollower, type KeyFollower } from '@burgee/node/internal';

type EdgeKeysOptions = Omit<Parameters<typeof createKeyFollower>[0], 'onKeys'> & {
  readonly now: () => Date;
  /** Called after each change of the keys. */
  readonly onChange: () => void;
};

/** Accepts the keys that the server accepts which is followed. */
export function createEdgeKeys({ now, onChange, ...options }: EdgeKeysOptions): {
  readonly keys: Keys;
  readonly keyFollower: KeyFollower;
} {
  const ring = createHeldKeys({ now });
  const keyFollower = createKeyFollower({
    ...options,
    onKeys: ({ environment, keys }) => {
      ring.replace(fromSyncedKeys(environment, keys));
      onChange();
    },
  });

  /** @throws DomainError UPSTREAM_UNAVAILABLE before the keys are known. */
  function requireKnown(): SyncedKeys {
    const known = keyFollower.held();
    if (!known) throw upstreamUnavailable();
    return known;
  }

  const keys: Keys = {
    callerOf: (secret) => {
      requireKnown();
      return ring.callerOf(secret);
    },
    callerOfStream: (token) => {
      requireKnown();
      return ring.callerOfStream(token);
    },
    streamTokenOf: ring.streamTokenOf,
    list: (environment) => ({ version: requireKnown().version, keys: ring.ofEnvironment(environment) }),
    isKnownOrigin: ring.isKnownOrigin,
    endExpired: ring.endExpired,
  };
  return { keys, keyFollower };
}
