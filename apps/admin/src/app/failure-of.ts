import type { AppRouter } from '@burgee/api-types';
import { describeFailure, type DomainFailure } from '@burgee/contracts';
import { isTRPCClientError } from '@trpc/client';

/** The failure that the server answered with, where it is one that can be acted on. */
export function failureOf(error: unknown): DomainFailure | null {
  return isTRPCClientError<AppRouter>(error) ? (error.data?.failure ?? null) : null;
}

/** Whether no server answered at all: the line is cut, or nobody listens. */
export function isUnreachable(error: unknown): boolean {
  return isTRPCClientError<AppRouter>(error) && !error.data && !error.meta?.['response'];
}

export type Sentence = { readonly message: string; readonly hint: string };

/** The sentences that a screen shows: what is wrong, and what to do about it. */
export function sentenceOf(error: unknown): Sentence {
  const failure = failureOf(error);
  // Elsewhere it is about tokens, which nobody has here.
  if (failure?.code === 'UNAUTHENTICATED') {
    return {
      message: 'You are not signed in any more.',
      hint: 'Sign in again to go on; nothing that you typed is lost.',
    };
  }
  if (failure) return describeFailure(failure);
  if (isUnreachable(error)) {
    return { message: 'The server cannot be reached.', hint: 'Check the connection; nothing that you typed is lost.' };
  }
  return {
    message: 'Something went wrong on the server.',
    hint: 'Try again; if it stays, the log of the server has it.',
  };
}
