import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { domainFailure, isUnreachable } from '../ui/describe-error.ts';
import type { ConnectionStore } from './connection-state.ts';
import { untilNextChangeMs } from './refetch-at-change.ts';
import type { SessionStore } from './session-state.ts';

const MAX_RETRIES = 2;
const STALE_MS = 30_000;

/** Every answer passes through here and updates the connection state and the session state. */
export function createQueryClient(session: SessionStore, connection: ConnectionStore, now: () => number): QueryClient {
  function onError(error: unknown): void {
    if (isUnreachable(error)) connection.set('lost');
    if (domainFailure(error)?.code === 'UNAUTHENTICATED') session.end();
  }
  const onSuccess = () => connection.set('connected');
  return new QueryClient({
    queryCache: new QueryCache({ onError, onSuccess }),
    mutationCache: new MutationCache({ onError, onSuccess }),
    defaultOptions: {
      queries: {
        // The change stream announces changes; this covers everything it does not.
        staleTime: STALE_MS,
        // The stream does not announce changes caused by time alone.
        refetchInterval: ({ state }) => untilNextChangeMs(state, now()),
        // A domain failure would only repeat.
        retry: (failures, error) => failures < MAX_RETRIES && domainFailure(error) === null,
        // A browser that reports being offline may still reach a server on the same machine.
        networkMode: 'always',
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}
