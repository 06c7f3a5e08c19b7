import type { AppRouter } from '@burgee/api-client';
import { describeFailure, type DomainFailure } from '@burgee/contracts';
import { isTRPCClientError } from '@trpc/client';

/** The domain failure in the server's answer; `null` for any other error. */
export function domainFailure(error: unknown): DomainFailure | null {
  return isTRPCClientError<AppRouter>(error) ? (error.data?.failure ?? null) : null;
}

/** Whether the request got no answer at all: the network or the server is down. */
export function isUnreachable(error: unknown): boolean {
  return isTRPCClientError<AppRouter>(error) && !error.data && !error.meta?.['response'];
}

export type ErrorDescription = { readonly message: string; readonly hint: string };

/** Describes an error for a screen: the problem as a message, the remedy as a hint. */
export function describeError(error: unknown): ErrorDescription {
  const failure = domainFailure(error);
  // The general description is about tokens, which a person who signs in does not have.
  if (failure?.code === 'UNAUTHENTICATED') {
    return {
      message: 'Your session has expired.',
      hint: 'Sign in again; your edits are kept.',
    };
  }
  if (failure) return describeFailure(failure);
  if (isUnreachable(error)) {
    return { message: 'The server cannot be reached.', hint: 'Check the connection; your edits are kept.' };
  }
  return {
    message: 'Something went wrong on the server.',
    hint: 'Try again. If it keeps happening, check the server log.',
  };
}
