import { DomainFailure, freezeJson, type Detail, type SessionOverrides } from '@burgee/contracts';
import { failureOf } from './failure.ts';
import type { Wish } from './url-overrides.ts';

/** One flag that has another value in this session than it would have. */
export type OverriddenFlag = Pick<SessionOverrides['overrides'][number], 'flagKey' | 'value' | 'expiresAt'>;

/**
 * The overrides of this session, for people to see. `asking`: the server has not said yet what there is. `refused`: what
 * was asked for last was not set; what the session had before still counts, and is in `overrides`.
 */
export type OverridesState = {
  readonly status: 'none' | 'asking' | 'set' | 'refused';
  /** The session that flags are asked for, as long as it has overrides. */
  readonly sessionId?: string | undefined;
  readonly overrides: readonly OverriddenFlag[];
  /** A sentence that says what went wrong last, with setting, reading or clearing. */
  readonly problem?: string | undefined;
  /** The server has said that this environment permits no overrides by sessions. */
  readonly isForbidden?: boolean | undefined;
};

export const NO_OVERRIDES: OverridesState = freezeJson({
  status: 'none',
  sessionId: undefined,
  overrides: [],
  problem: undefined,
  isForbidden: undefined,
});

/** What the server says it refuses, in its own words; of everything else, that it did not answer. */
export function problemOf(error: unknown, wish?: Wish): string {
  const { message } = failureOf(error, 0);
  const failure = domainFailureOf(error);
  if (!failure) return `The server did not answer as it should: ${message}`;
  if (failure.code !== 'VALIDATION_FAILED' || failure.details.length === 0) return message;
  return failure.details.map((detail) => sentenceOf(detail, wish)).join(' ');
}

export function isForbiddenBy(error: unknown): boolean {
  return domainFailureOf(error)?.code === 'OVERRIDES_NOT_PERMITTED';
}

/** Whether the session that was kept is not this browser's, or cannot be proved to be any longer. */
export function isNotOurs(error: unknown): boolean {
  return domainFailureOf(error)?.code === 'TOKEN_SCOPE';
}

function domainFailureOf(error: unknown): DomainFailure | undefined {
  const { data } = error as { data?: { failure?: unknown } };
  return DomainFailure.safeParse(data?.failure).data;
}

/** Says "the link" and the flag's key, where the server names the fields that they were sent in. */
function sentenceOf({ path, message }: Detail, wish: Wish | undefined): string {
  if (path === 'link') return `The link ${message}.`;
  const [, index] = /^overrides\.(\d+)\./.exec(path) ?? [];
  return `${wish?.overrides[Number(index)]?.flagKey ?? path}: ${message}.`;
}
