import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useStores } from './stores.ts';
import { trpc } from './trpc.ts';

/** How soon a stream that the server refused is asked for again, in milliseconds. Cut ones the browser opens by itself. */
const RETRY_MS = 3_000;

/** Whatever somebody changes, in any environment, is asked for anew at once. Renders nothing. */
export function LiveUpdates() {
  const queryClient = useQueryClient();
  const { connection } = useStores();
  const seen = useRef(new Map<string, number>());
  const { status, error, reset } = trpc.environments.changes.useSubscription(undefined, {
    onData: ({ environment, version }) => {
      // Keys and people have no environment.
      const place = environment ?? '';
      const before = seen.current.get(place) ?? (environment === null ? 0 : version);
      seen.current.set(place, version);
      // The first one of an environment says where it is; all that is on the screen was read just now.
      if (before !== version) void queryClient.invalidateQueries();
    },
  });
  useEffect(() => {
    if (status === 'connecting' && error) connection.set('lost');
    if (status !== 'pending') return;
    // What changed meanwhile outside of this environment came by no stream.
    if (connection.get() === 'lost') void queryClient.invalidateQueries();
    connection.set('connected');
  }, [status, error, connection, queryClient]);
  useEffect(() => {
    if (status !== 'error' && status !== 'idle') return;
    const timer = setTimeout(reset, RETRY_MS);
    return () => clearTimeout(timer);
  }, [status, reset]);
  return null;
}
