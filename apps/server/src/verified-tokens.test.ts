import type { Caller } from '@burgee/api';
import { describe, expect, it } from 'vitest';
import { rememberVerified } from './verified-tokens.ts';

const ANN: Caller = { session: { actor: 'token:ann', name: 'ann', role: 'editor', roles: {}, reach: null } };

function aVerifier({ caller = ANN, endsAt = Infinity }: { caller?: Caller; endsAt?: number } = {}) {
  const verifier = { at: 1_000_000, verified: 0 };
  const callerOf = rememberVerified({
    verify: async () => {
      verifier.verified++;
      return caller;
    },
    endOf: () => endsAt,
    now: () => new Date(verifier.at),
  });
  return Object.assign(verifier, { callerOf });
}

describe('W9.14 a verified token', () => {
  it('is verified once a minute', async () => {
    const verifier = aVerifier();
    for (const [laterMs, verified] of [
      [0, 1],
      [59_999, 1],
      [1, 2],
    ] as const) {
      verifier.at += laterMs;
      expect(await verifier.callerOf('token')).toBe(ANN);
      expect(verifier.verified).toBe(verified);
    }
  });

  it('is verified again once it has expired, or after the clock went back', async () => {
    const verifier = aVerifier({ endsAt: 1_000_500 });
    await verifier.callerOf('token');
    verifier.at += 500;
    await verifier.callerOf('token');
    expect(verifier.verified).toBe(2);
    const corrected = aVerifier();
    await corrected.callerOf('token');
    corrected.at -= 1;
    await corrected.callerOf('token');
    expect(corrected.verified).toBe(2);
  });

  it('is not remembered where it is not valid, and never for another token', async () => {
    const verifier = aVerifier({ caller: { problem: 'invalid' } });
    await verifier.callerOf('token');
    await verifier.callerOf('token');
    expect(verifier.verified).toBe(2);
    const valid = aVerifier();
    await valid.callerOf('one');
    await valid.callerOf('other');
    expect(valid.verified).toBe(2);
  });
});
