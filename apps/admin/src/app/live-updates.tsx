import { openTabChannel, shareInBrowser } from '@burgee/client';
import { PlaceChange } from '@burgee/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { instanceScopedName } from './server-url.ts';
import { useStores } from './stores.ts';
import { useSurroundings } from '../ui/surroundings.ts';
import { trpc } from './trpc.ts';
import { watchChanges } from './watch-changes.ts';

/**
 * Refetches as soon as anything changes in any environment. Renders nothing. All tabs share one stream: over
 * HTTP/1.1 a browser opens at most six connections to a server.
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

    function receiveEntry(key: string, value: unknown): void {
      if (key === 'connected') return receiveStreamState(value);
      const { data: change } = PlaceChange.safeParse(value);
      if (!change) return;
      const before = seen.get(key) ?? (change.environment === null ? 0 : change.version);
      seen.set(key, change.version);
      // The first version of an environment is only the starting point: the screen has just been loaded.
      if (before !== change.version) refetch();
    }
    /** @param next a number that differs for each stream; `null` while there is no stream. */
    function receiveStreamState(next: unknown): void {
      // The server does not replay changes to keys and people that happened between two streams.
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
    const channel = openTabChannel(instanceScopedName('burgee-changes'));
    return channel ? shareInBrowser({ channel, random, begin, onEntry: receiveEntry }) : begin(receiveEntry);
  }, [client, queryClient, connection, random]);
  return null;
}
