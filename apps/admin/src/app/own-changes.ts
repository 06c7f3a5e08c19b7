import type { PlaceChange } from '@burgee/contracts';
import type { Query, QueryCache } from '@tanstack/react-query';
import { isFromMemory } from './concerned-queries.ts';
import type { OwnWrites } from './own-writes.ts';

/** The latest answered change of this tab in an environment, or of keys and people. */
type OwnChange = {
  readonly version: number;
  /** The queries whose data is known to include the change. */
  readonly holders: WeakSet<object>;
};

export type OwnChanges = {
  /** Whether the query's data, or its running fetch, already includes the change, which then needs no refetch. */
  readonly isHeldBy: (query: Query, change: PlaceChange) => boolean;
  readonly forget: () => void;
  readonly stop: () => void;
};

/**
 * Records which queries include the changes of this tab: those whose last fetch began after the answer to the write, and those
 * whose data was set from that answer.
 */
export function trackOwnChanges(cache: QueryCache, writes: OwnWrites): OwnChanges {
  /** By environment; `null` for keys and people. */
  const changes = new Map<PlaceChange['environment'], OwnChange>();

  const stopWrites = writes.subscribe((served) => {
    for (const { environment, version } of served) changes.set(environment, { version, holders: new WeakSet() });
  });
  const stopQueries = cache.subscribe((event) => {
    if (event.type !== 'updated') return;
    const { action, query } = event;
    // A fetch that began before the answer will replace the data that was set from it.
    const isSet = action.type === 'success' && action.manual === true && query.state.fetchStatus === 'idle';
    const isLost = action.type === 'error' || action.type === 'setState';
    for (const { holders } of changes.values()) {
      if (action.type === 'fetch' || isSet) holders.add(query);
      else if (isLost) holders.delete(query);
    }
  });

  return {
    isHeldBy: (query, { environment, version }) => {
      const own = changes.get(environment);
      return own !== undefined && own.version >= version && own.holders.has(query) && !isFromMemory(query.queryKey);
    },
    forget: () => changes.clear(),
    stop: () => {
      stopWrites();
      stopQueries();
    },
  };
}
