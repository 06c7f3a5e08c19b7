import type { EnvironmentKey } from '@burgee/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useStores } from './stores.ts';
import { trpc } from './trpc.ts';

/** How soon a stream that the server refused is asked for again, in milliseconds. Cut ones the browser opens by itself. */
const RETRY_MS = 3_000;

/** Whatever somebody changes in this environment is asked for anew at once. Renders nothing. */
export function LiveUpdates({ environment }: { readonly environment: EnvironmentKey }) {
  const queryClient = useQueryClient();
  const { connection } = useStores();
  const seen = useRef<number | undefined>(undefined);
  const { status, error, reset } = trpc.evaluation.changes.useSubscription(
    { environment },
    {
      onData: ({ data: { version } }) => {
        // The first one says where we are; all that is on the screen was read just now.
        if (seen.current !== undefined && seen.current !== version) void queryClient.invalidateQueries();
        seen.current = version;
      },
    },
  );
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
