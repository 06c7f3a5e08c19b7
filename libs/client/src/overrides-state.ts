import { type Detail, DomainFailure, freezeJson, type SessionOverrides } from '@burgee/contracts';
import { toClientFailure } from './failure.ts';
import type { RequestedOverrides } from './url-overrides.ts';

/** A flag that is overridden in this session. */
export type OverriddenFlag = Pick<SessionOverrides['overrides'][number], 'flagKey' | 'value' | 'expiresAt'>;

/**
 * The overrides of this session, for display. `asking`: the server has not answered yet. `refused`: the last request failed;
 * earlier overrides of the session still apply and are in `overrides`.
 */
export type OverridesState = {
  readonly status: 'none' | 'asking' | 'set' | 'refused';
  /** The session to evaluate for, as long as it has overrides. */
  readonly sessionId?: string | undefined;
  readonly overrides: readonly OverriddenFlag[];
  /** The last problem with setting, loading or clearing, as a sentence. */
  readonly problem?: string | undefined;
  /** Whether the server reported that the environment does not permit session overrides. */
  readonly isForbidden?: boolean | undefined;
};

export const NO_OVERRIDES: OverridesState = freezeJson({
  status: 'none',
  sessionId: undefined,
  overrides: [],
  problem: undefined,
  isForbidden: undefined,
});

/** The server's own message if it refused the request; otherwise, that it did not answer. */
export function describeOverrideFailure(error: unknown, requested?: RequestedOverrides): string {
  const { message } = toClientFailure(error, 0);
  const failure = domainFailureOf(error);
  if (!failure) return `The server did not answer as expected: ${message}`;
  if (failure.code !== 'VALIDATION_FAILED' || failure.details.length === 0) return message;
  return failure.details.map((detail) => describeDetail(detail, requested)).join(' ');
}

export function isForbiddenError(error: unknown): boolean {
  return domainFailureOf(error)?.code === 'OVERRIDES_NOT_PERMITTED';
}

/** Whether the stored session does not belong to this browser, or this can no longer be proved. */
export function isForeignSession(error: unknown): boolean {
  return domainFailureOf(error)?.code === 'TOKEN_SCOPE';
}

function domainFailureOf(error: unknown): DomainFailure | undefined {
  const { data } = error as { data?: { failure?: unknown } };
  return DomainFailure.safeParse(data?.failure).data;
}

/** Replaces the server's field names by "the link" and the keys of flags. */
function describeDetail({ path, message }: Detail, requested: RequestedOverrides | undefined): string {
  if (path === 'link') return `The link ${message}.`;
  const [, index] = /^overrides\.(\d+)\./.exec(path) ?? [];
  return `${requested?.overrides[Number(index)]?.flagKey ?? path}: ${message}.`;
}
