import { useQueryErrorResetBoundary } from '@tanstack/react-query';
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { useCallback, useEffect, useRef } from 'react';
import { ErrorState } from '../ui/error-state.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { useConnection, useSessionState } from './stores.ts';

/** Replaces a screen that failed, or whose suspended query failed. */
export function RouteErrorScreen({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const queries = useQueryErrorResetBoundary();
  const retry = useCallback(() => {
    queries.reset();
    reset();
    void router.invalidate();
  }, [queries, reset, router]);
  useRetryWhenPossible(retry);
  return (
    <>
      <PageHeader title="This did not work" />
      <ErrorState error={error} onRetry={retry} />
    </>
  );
}

/** Retries once the person has signed in again or the server is reachable again. */
function useRetryWhenPossible(retry: () => void): void {
  const { kind } = useSessionState();
  const connection = useConnection();
  const isPossible = kind === 'open' && connection === 'connected';
  const wasPossible = useRef(isPossible);
  useEffect(() => {
    if (isPossible && !wasPossible.current) retry();
    wasPossible.current = isPossible;
  }, [isPossible, retry]);
}
