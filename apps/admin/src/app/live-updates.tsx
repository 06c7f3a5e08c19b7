import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useSurroundings } from '../ui/surroundings.ts';
import { useStores } from './stores.ts';
import { trpc } from './trpc.ts';

/** The delay before loading the code again after a failure. */
const RETRY_MS = 3_000;

/** Refetches what others change. Renders nothing, and loads its code after the first screen. */
export function LiveUpdates() {
  const queryClient = useQueryClient();
  const { client } = trpc.useUtils();
  const { connection, writes } = useStores();
  const { random } = useSurroundings();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stop: (() => void) | undefined;
    let isUnmounted = false;
    function load(): void {
      import('./follow-changes.ts').then(
        ({ followChanges }) => {
          if (!isUnmounted) stop = followChanges({ client, queryClient, connection, writes, random });
        },
        () => {
          if (isUnmounted) return;
          connection.set('lost');
          timer = setTimeout(load, RETRY_MS);
        },
      );
    }
    load();
    return () => {
      isUnmounted = true;
      clearTimeout(timer);
      stop?.();
    };
  }, [client, queryClient, connection, writes, random]);
  return null;
}
