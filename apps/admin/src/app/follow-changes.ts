import { type Environment, PlaceChange } from '@burgee/contracts';
import type { QueryClient } from '@tanstack/react-query';
import { getQueryKey } from '@trpc/react-query';
import { openTabChannel, shareInBrowser } from './browser-tab.ts';
import { isConcerned, isOnlyAboutAccess } from './concerned-queries.ts';
import type { ConnectionStore } from './connection-state.ts';
import { trackOwnChanges } from './own-changes.ts';
import type { OwnWrites } from './own-writes.ts';
import { instanceScopedName } from './server-url.ts';
import { type Client, trpc } from './trpc.ts';
import { watchChanges } from './watch-changes.ts';

/** How long a change waits for the answers to this tab's writes, one of which may have made it. */
const MAX_HOLD_MS = 2_000;

export type FollowChangesOptions = {
  readonly client: Client;
  readonly queryClient: QueryClient;
  readonly connection: ConnectionStore;
  readonly writes: OwnWrites;
  /** In `[0, 1)`. */
  readonly random: () => number;
};

/**
 * Refetches the queries that a change concerns, until the returned function is called. All tabs share one stream: over
 * HTTP/1.1 a browser opens at most six connections to a server.
 */
export function followChanges({ client, queryClient, connection, writes, random }: FollowChangesOptions): () => void {
  const seen = versionsOnScreen(queryClient);
  const held = new Map<string, PlaceChange>();
  const own = trackOwnChanges(queryClient.getQueryCache(), writes);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stream: unknown;

  function receiveEntry(key: string, value: unknown): void {
    if (key === 'connected') return receiveStreamState(value);
    const { data: change } = PlaceChange.safeParse(value);
    if (!change) return;
    if (seen.get(key) === change.version) return;
    seen.set(key, change.version);
    held.set(key, change);
    // Changes that arrive together are applied together, so that a query about several environments is fetched once.
    timer ??= setTimeout(refetchConcerned, writes.isPending() ? MAX_HOLD_MS : 0);
  }
  /** @param next a number that differs for each stream; `null` while there is no stream. */
  function receiveStreamState(next: unknown): void {
    // The server does not replay changes to keys and people that happened between two streams.
    const isFirst = next !== null && stream === undefined;
    const hasGap = next !== null && !isFirst && next !== stream;
    if (next !== null) stream = next;
    if (hasGap || (next !== null && connection.get() === 'lost')) refetchAll();
    // Keys and people have no version that tells whether they changed before the stream.
    else if (isFirst) void queryClient.invalidateQueries({ predicate: isOnlyAboutAccess });
    connection.set(next === null ? 'lost' : 'connected');
  }
  function refetchConcerned(): void {
    timer = undefined;
    const changes = [...held.values()];
    held.clear();
    void queryClient.invalidateQueries({
      predicate: (query) =>
        changes.some((change) => isConcerned(query.queryKey, change.environment) && !own.isHeldBy(query, change)),
    });
  }
  function refetchAll(): void {
    dropHeld();
    // After a restore of the database, lower versions may be new changes.
    own.forget();
    void queryClient.invalidateQueries();
  }
  function dropHeld(): void {
    clearTimeout(timer);
    timer = undefined;
    held.clear();
  }

  const stopWrites = writes.subscribe(() => {
    if (timer === undefined || writes.isPending()) return;
    clearTimeout(timer);
    // The writer first refetches what it knows to be affected.
    timer = setTimeout(refetchConcerned, 0);
  });
  const begin = (publish: (key: string, value: unknown) => void) =>
    watchChanges({
      client,
      onChange: (change) => publish(placeName(change.environment), change),
      onConnection: (isConnected) => publish('connected', isConnected ? random() : null),
    });
  const channel = openTabChannel(instanceScopedName('burgee-changes'));
  const stopStream = channel ? shareInBrowser({ channel, random, begin, onEntry: receiveEntry }) : begin(receiveEntry);
  return () => {
    stopStream();
    stopWrites();
    own.stop();
    dropHeld();
  };
}

/** The versions of the environments when the first screen asked for its data: it may miss later changes. */
function versionsOnScreen(queryClient: QueryClient): Map<string, number> {
  const environments = queryClient.getQueryData<Environment[]>(getQueryKey(trpc.environments.list, undefined, 'query'));
  return new Map(environments?.map(({ key, version }) => [placeName(key), version]));
}

function placeName(environment: PlaceChange['environment']): string {
  return `place:${environment ?? ''}`;
}
