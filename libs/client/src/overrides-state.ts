import { DomainFailure, type SessionOverrides } from '@burgee/contracts';
import { failureOf } from './failure.ts';

/** One flag that has another value in this session than it would have. */
export type OverriddenFlag = Pick<SessionOverrides['overrides'][number], 'flagKey' | 'value' | 'expiresAt'>;

/**
 * The overrides of this session, for people to see. `asking`: the server has not said yet what there is. `refused`: what
 * the address asked for was not set; what the session had before still counts, and is in `overrides`.
 */
export type OverridesState = {
  readonly status: 'none' | 'asking' | 'set' | 'refused';
  /** The session that flags are asked for, as long as it has overrides. */
  readonly sessionId?: string | undefined;
  readonly overrides: readonly OverriddenFlag[];
  /** A sentence that says what went wrong last, with setting, reading or clearing. */
  readonly problem?: string | undefined;
};

export const NO_OVERRIDES: OverridesState = {
  status: 'none',
  sessionId: undefined,
  overrides: [],
  problem: undefined,
};

/** What the server says it refuses, in its own words; of everything else, that it did not answer. */
export function problemOf(error: unknown): string {
  const { message } = failureOf(error, 0);
  return isDomainFailure(error) ? message : `The server did not answer as it should: ${message}`;
}

function isDomainFailure(error: unknown): boolean {
  const { data } = error as { data?: { failure?: unknown } };
  return DomainFailure.safeParse(data?.failure).success;
}
