import { DAY_MS, HOUR_MS, MAX_TEMPORARY_MS } from '@burgee/contracts';
import { instantOf, localDateTime } from '../../ui/local-time.ts';

/** When an override should end: never, some time after it is set, or at a local time. */
export type ExpiryDraft =
  | { readonly kind: 'never' }
  | { readonly kind: 'after'; readonly ms: number }
  /** `before` is the stored end in milliseconds, which is kept as long as `local` shows it. */
  | { readonly kind: 'at'; readonly local: string; readonly before?: number };

export type ReadExpiry =
  { readonly isValid: true; readonly expiresAt: string | null } | { readonly isValid: false; readonly problem: string };

/** Allowed clock skew: an end a full day ahead by the browser's clock may be too late by the server's. */
const CLOCK_SKEW_MS = 60_000;

export const SHORT_DURATIONS = [
  { label: '1 hour', ms: HOUR_MS },
  { label: '4 hours', ms: 4 * HOUR_MS },
  { label: '24 hours', ms: DAY_MS },
] as const;
export const LONG_DURATIONS = [
  { label: '1 hour', ms: HOUR_MS },
  { label: '1 day', ms: DAY_MS },
  { label: '1 week', ms: 7 * DAY_MS },
  { label: '30 days', ms: 30 * DAY_MS },
] as const;

/** @param isTemporary true for testing overrides, which must end within 24 hours. */
export function readExpiry(draft: ExpiryDraft, now: number, isTemporary = false): ReadExpiry {
  if (draft.kind === 'never') {
    return isTemporary ? { isValid: false, problem: 'Choose an end.' } : { isValid: true, expiresAt: null };
  }
  const maxMs = now + MAX_TEMPORARY_MS;
  if (draft.kind === 'after') {
    const at = now + draft.ms;
    return validExpiry(isTemporary ? Math.min(at, maxMs - CLOCK_SKEW_MS) : at);
  }
  const at = instantOf(draft.local, draft.before);
  if (Number.isNaN(at)) return { isValid: false, problem: 'Choose a date and a time.' };
  if (at <= now) return { isValid: false, problem: 'This time is in the past.' };
  if (isTemporary && at > maxMs)
    return { isValid: false, problem: 'An override for a test run must end within 24 hours.' };
  return validExpiry(at);
}

/** Creates a draft from a stored end. */
export function draftOfExpiry(expiresAt: string | null): ExpiryDraft {
  if (expiresAt === null) return { kind: 'never' };
  const before = Date.parse(expiresAt);
  return { kind: 'at', local: localDateTime(before), before };
}

function validExpiry(at: number): ReadExpiry {
  return { isValid: true, expiresAt: new Date(at).toISOString() };
}
