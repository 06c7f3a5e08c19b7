import { freezeJson } from '@burgee/contracts/wire';
import type { JsonValue } from '@burgee/flags';
import { type Problem, toClientFailure } from './failure.ts';
import type { RequestedOverrides } from './url-overrides.ts';

/** A flag that is overridden in this session. */
export type OverriddenFlag = {
  readonly flagKey: string;
  readonly value: JsonValue;
  /** ISO 8601. */
  readonly expiresAt: string;
};

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

export const NO_OVERRIDES: OverridesState = /* @__PURE__ */ freezeJson({
  status: 'none',
  sessionId: undefined,
  overrides: [],
  problem: undefined,
  isForbidden: undefined,
});

/** The server's own message if it refused the request; otherwise, that it did not answer. */
export function describeOverrideFailure(error: unknown, requested?: RequestedOverrides): string {
  const { message } = toClientFailure(error);
  const { code, details } = problemOf(error);
  if (code === undefined) return `The server did not answer as expected: ${message}`;
  if (code !== 'VALIDATION_FAILED' || !Array.isArray(details) || details.length === 0) return message;
  return details.map((detail) => describeDetail(detail as Detail, requested)).join(' ');
}

export function isForbiddenError(error: unknown): boolean {
  return problemOf(error).code === 'OVERRIDES_NOT_PERMITTED';
}

/** Whether the stored session does not belong to this browser, or this can no longer be proved. */
export function isForeignSession(error: unknown): boolean {
  return problemOf(error).code === 'TOKEN_SCOPE';
}

function problemOf(error: unknown): Problem {
  return toClientFailure(error).problem ?? {};
}

/** A part of a refused request. */
type Detail = { readonly path: string; readonly message: string };

/** Replaces the server's field names by "the link" and the keys of flags. */
function describeDetail({ path, message }: Detail, requested: RequestedOverrides | undefined): string {
  if (path === 'link') return `The link ${message}.`;
  const [, index] = /^overrides\.(\d+)\./.exec(path) ?? [];
  return `${requested?.overrides[Number(index)]?.flagKey ?? path}: ${message}.`;
}
