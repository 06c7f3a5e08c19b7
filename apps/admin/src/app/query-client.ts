import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import type { ConnectionStore } from './connection-state.ts';
import { failureOf, isUnreachable } from './failure-of.ts';
import { untilNextChangeMs } from './refetch-at-change.ts';
import type { SessionStore } from './session-state.ts';

const MAX_RETRIES = 2;
const STALE_MS = 30_000;

/** Every answer passes here: it tells whether the server is there, and whether the session still is. */
export function createQueryClient(session: SessionStore, connection: ConnectionStore, now: () => number): QueryClient {
  function onError(error: unknown): void {
    if (isUnreachable(error)) connection.set('lost');
    if (failureOf(error)?.code === 'UNAUTHENTICATED') session.end();
  }
  const onSuccess = () => connection.set('connected');
  return new QueryClient({
    queryCache: new QueryCache({ onError, onSuccess }),
    mutationCache: new MutationCache({ onError, onSuccess }),
    defaultOptions: {
      queries: {
        // Changes are told by the stream; this is for the rest.
        staleTime: STALE_MS,
        // The stream does not announce what time alone changes.
        refetchInterval: ({ state }) => untilNextChangeMs(state, now()),
        // A failure with a name stays one, however often it is asked for.
        retry: (failures, error) => failures < MAX_RETRIES && failureOf(error) === null,
        // Browsers that believe to be offline are often wrong about a server on the same machine.
        networkMode: 'always',
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}
