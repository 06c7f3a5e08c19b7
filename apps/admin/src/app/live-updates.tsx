import { openTabChannel, shareInBrowser } from '@burgee/client';
import { PlaceChange } from '@burgee/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { ownName } from './server-url.ts';
import { useStores } from './stores.ts';
import { useSurroundings } from './surroundings.ts';
import { trpc } from './trpc.ts';
import { watchChanges } from './watch-changes.ts';

/**
 * Refetches every change in any environment immediately. Renders nothing. All tabs share one stream: over
 * HTTP/1.1 a browser has six connections to a server.
 */
export function LiveUpdates() {
  const queryClient = useQueryClient();
  const { client } = trpc.useUtils();
  const { connection } = useStores();
  const { random } = useSurroundings();
  useEffect(() => {
    const seen = new Map<string, number>();
    let stream: unknown;
    const refetch = () => void queryClient.invalidateQueries();

    function take(key: string, value: unknown): void {
      if (key === 'connected') return connect(value);
      const { data: change } = PlaceChange.safeParse(value);
      if (!change) return;
      const before = seen.get(key) ?? (change.environment === null ? 0 : change.version);
      seen.set(key, change.version);
      // The first one of an environment says where it is; all that is on the screen was read just now.
      if (before !== change.version) refetch();
    }
    /** @param next another number for each stream; `null` while there is none. */
    function connect(next: unknown): void {
      // Changes of keys and people that no stream was there for are not repeated.
      const hasGap = next !== null && stream !== undefined && next !== stream;
      if (next !== null) stream = next;
      if (hasGap || (next !== null && connection.get() === 'lost')) refetch();
      connection.set(next === null ? 'lost' : 'connected');
    }

    const begin = (publish: (key: string, value: unknown) => void) =>
      watchChanges({
        client,
        onChange: (change) => publish(`place:${change.environment ?? ''}`, change),
        onConnection: (isConnected) => publish('connected', isConnected ? random() : null),
      });
    const channel = openTabChannel(ownName('burgee-changes'));
    return channel ? shareInBrowser({ channel, random, begin, onEntry: take }) : begin(take);
  }, [client, queryClient, connection, random]);
  return null;
}
