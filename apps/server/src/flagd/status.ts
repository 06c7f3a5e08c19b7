import { FAILURE_STATUS, toDomainFailure } from '@burgee/api';
import { describeFailure, type FailureOf } from '@burgee/contracts';
import { status as Status } from '@grpc/grpc-js';

/** The way in which a call ends. */
export type CallEnd = { readonly code: Status; readonly details: string };

/** The same meanings as the statuses of HTTP. */
const STATUS_OF_HTTP = new Map<number, Status>([
  [401, Status.UNAUTHENTICATED],
  [403, Status.PERMISSION_DENIED],
  [404, Status.NOT_FOUND],
  [429, Status.RESOURCE_EXHAUSTED],
  [503, Status.UNAVAILABLE],
]);

const NO_KEY = {
  missing: 'Set the selector to a server key of the environment, srv_...',
  invalid: 'The selector is not a valid server key. Set it to a server key of the environment, srv_...',
  expired: 'The server key in the selector has expired. Set the selector to a new one, srv_...',
} satisfies Record<FailureOf<'UNAUTHENTICATED'>['problem'], string>;

export const ACCESS_ENDED: CallEnd = {
  code: Status.UNAUTHENTICATED,
  details: 'The server key in the selector was revoked or has expired.',
};

/** Providers come back soon after this status, and not after a clean end. */
export const STOPPING: CallEnd = { code: Status.UNAVAILABLE, details: 'The server is stopping.' };

/** The status for an error of a call; `undefined` for a bug, which callers learn nothing about. */
export function endOfError(error: unknown): CallEnd | undefined {
  const failure = toDomainFailure(error);
  if (!failure) return undefined;
  const code = STATUS_OF_HTTP.get(FAILURE_STATUS[failure.code].http);
  if (code === undefined) return undefined;
  if (failure.code === 'UNAUTHENTICATED') return { code, details: NO_KEY[failure.problem] };
  const { message, hint } = describeFailure(failure);
  return { code, details: `${message} ${hint ?? ''}`.trim() };
}

export const INTERNAL: CallEnd = { code: Status.INTERNAL, details: 'The server failed. Its log has the reason.' };
