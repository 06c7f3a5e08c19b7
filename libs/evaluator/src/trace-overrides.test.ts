import type { Explanation, TraceStep } from '@burgee/contracts';
import { aFlag, aGlobalOverride, anEmergencyOverride, aSessionOverride, aUserOverride } from '@burgee/testing';
import { describe, expect, it } from 'vitest';
import { explanationOf } from './test-evaluate.ts';

const stepOf = (explanation: Explanation, layer: TraceStep['layer']) =>
  explanation.trace.find((step) => step.layer === layer);

describe('B.4 the trace of overrides', () => {
  it('describes the override that won: author, reason, expiry and priority', () => {
    const override = aSessionOverride({ createdBy: 'linus', reason: 'to try it', value: false });
    const explanation = explanationOf({
      flag: aFlag(),
      context: { sessionId: 'session-1' },
      permitsSessionOverrides: true,
      overrides: [override],
    });
    expect(stepOf(explanation, 'session')).toEqual({
      layer: 'session',
      outcome: 'won',
      state: 'applies',
      detail: 'set by linus: to try it',
      priority: 200,
      overrideId: override.id,
      createdBy: 'linus',
      reason: 'to try it',
      expiresAt: '2027-01-02T12:00:00Z',
    });
    expect(explanation).toMatchObject({ enabled: false, layer: 'session', overrideId: override.id });
  });

  it('describes shadowed and expired overrides', () => {
    const emergency = anEmergencyOverride({ reason: 'database on fire' });
    const user = aUserOverride({ createdBy: 'linus', reason: 'a friend', expiresAt: '2027-06-01T00:00:00Z' });
    const global = aGlobalOverride({ expiresAt: '2027-01-01T00:00:00Z' });
    const explanation = explanationOf({
      flag: aFlag(),
      context: { userId: 'ada' },
      overrides: [global, user, emergency],
    });
    expect(explanation.trace.filter((step) => 'overrideId' in step)).toEqual([
      {
        layer: 'emergency',
        outcome: 'won',
        state: 'applies',
        detail: 'set by grace: database on fire',
        priority: 1000,
        overrideId: emergency.id,
        createdBy: 'grace',
        reason: 'database on fire',
        expiresAt: null,
      },
      {
        layer: 'user include',
        outcome: 'shadowed',
        state: 'applies',
        detail: 'set by linus: a friend',
        priority: 100,
        overrideId: user.id,
        createdBy: 'linus',
        reason: 'a friend',
        expiresAt: '2027-06-01T00:00:00Z',
      },
      {
        layer: 'global',
        outcome: 'not reached',
        state: 'expired',
        detail: 'expired; set by grace',
        priority: 50,
        overrideId: global.id,
        createdBy: 'grace',
        reason: null,
        expiresAt: '2027-01-01T00:00:00Z',
      },
    ]);
  });

  it('marks overrides that do not apply as expired or forbidden', () => {
    const session = aSessionOverride({ value: true });
    const global = aGlobalOverride({ expiresAt: '2027-01-01T00:00:00Z' });
    const explanation = explanationOf({
      flag: aFlag({ enabled: false }),
      context: { sessionId: 'session-1' },
      overrides: [session, global],
    });
    expect(stepOf(explanation, 'session')).toMatchObject({
      ...{ outcome: 'passed', state: 'forbidden', overrideId: session.id },
      detail: 'the environment does not permit session overrides',
    });
    expect(stepOf(explanation, 'global')).toMatchObject({ outcome: 'not reached', state: 'expired' });
  });
});
