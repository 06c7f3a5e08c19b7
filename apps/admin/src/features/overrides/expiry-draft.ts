import { MAX_TEMPORARY_MS } from '@burgee/contracts';
import { instantOf, localDateTime } from '../../ui/local-time.ts';

/** When an override shall end: never, after a while from when it is set, or at a time of the clock on the wall. */
export type ExpiryDraft =
  | { readonly kind: 'never' }
  | { readonly kind: 'after'; readonly ms: number }
  /** `before`: the end that is set already, which stays as it is for as long as `local` shows it. */
  | { readonly kind: 'at'; readonly local: string; readonly before?: number };

export type ReadExpiry =
  { readonly isValid: true; readonly expiresAt: string | null } | { readonly isValid: false; readonly problem: string };

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The clocks of two machines differ: what ends after a day there would be too late by a second here. */
const CLOCKS_DIFFER_MS = 60_000;

export const SHORT_WHILES = [
  { label: '1 hour', ms: HOUR_MS },
  { label: '4 hours', ms: 4 * HOUR_MS },
  { label: '24 hours', ms: DAY_MS },
] as const;
export const LONG_WHILES = [
  { label: '1 hour', ms: HOUR_MS },
  { label: '1 day', ms: DAY_MS },
  { label: '1 week', ms: 7 * DAY_MS },
  { label: '30 days', ms: 30 * DAY_MS },
] as const;

/** @param isTemporary of testing overrides, which end within 24 hours. */
export function readExpiry(draft: ExpiryDraft, now: number, isTemporary = false): ReadExpiry {
  if (draft.kind === 'never') {
    return isTemporary ? { isValid: false, problem: 'Say when it ends.' } : { isValid: true, expiresAt: null };
  }
  const maxMs = now + MAX_TEMPORARY_MS;
  if (draft.kind === 'after') {
    const at = now + draft.ms;
    return valid(isTemporary ? Math.min(at, maxMs - CLOCKS_DIFFER_MS) : at);
  }
  const at = instantOf(draft.local, draft.before);
  if (Number.isNaN(at)) return { isValid: false, problem: 'Choose a day and a time.' };
  if (at <= now) return { isValid: false, problem: 'That time has passed.' };
  if (isTemporary && at > maxMs) return { isValid: false, problem: 'Test runs end within 24 hours.' };
  return valid(at);
}

/** A draft for an end that is already set. */
export function draftOfExpiry(expiresAt: string | null): ExpiryDraft {
  if (expiresAt === null) return { kind: 'never' };
  const before = Date.parse(expiresAt);
  return { kind: 'at', local: localDateTime(before), before };
}

function valid(at: number): ReadExpiry {
  return { isValid: true, expiresAt: new Date(at).toISOString() };
}
