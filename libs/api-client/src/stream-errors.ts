import { TRPCClientError, type TRPCLink } from '@trpc/client';
import { observable } from '@trpc/server/observable';
import type { AppRouter } from './app-router.ts';

/**
 * Reports why a stream broke off.
 *
 * tRPC throws the error of the connection, and again while it cleans up. Its `using` block wraps both in a
 * `SuppressedError`, whose message is empty.
 */
export const unwrapStreamErrors: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) =>
    observable((observer) =>
      next(op).subscribe({ ...observer, error: (error) => observer.error(withoutSuppression(error)) }),
    );

function withoutSuppression(error: TRPCClientError<AppRouter>): TRPCClientError<AppRouter> {
  const { cause } = error;
  // Not `instanceof`, because some platforms lack the class.
  return cause && 'suppressed' in cause && 'error' in cause ? TRPCClientError.from(cause.error as Error) : error;
}
