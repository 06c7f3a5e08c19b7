import { SECOND_MS } from '@burgee/contracts';
import { Inexact, type Logic } from './logic.ts';

/** Holds from an instant on, in milliseconds. @throws Inexact within a second: flagd's clock has whole seconds. */
export function reached(instant: number): Logic {
  if (instant % SECOND_MS !== 0) {
    throw new Inexact(`changes at ${new Date(instant).toISOString()}: flagd's clock has whole seconds`);
  }
  return { '>=': [{ var: '$flagd.timestamp' }, instant / SECOND_MS] };
}

/** Holds before an expiry, if there is one. */
export function notExpired(expiresAt: string | null): Logic {
  return expiresAt === null ? true : { '!': [reached(Date.parse(expiresAt))] };
}
