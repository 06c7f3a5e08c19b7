import { aGlobalOverride, anEmergencyOverride, aSessionOverride, aUserOverride, NOW } from '@burgee/testing';
import { describe, expect, it } from 'vitest';
import { stillCounting } from './standing.ts';
import { NOBODY, verdictOf } from './verdict.ts';

const flag = { enabled: true, archived: false, expiresAt: null };
const now = NOW;
const ann = { ...NOBODY, userId: 'ann' };
const nothing = { override: null, shadowed: [] };
const permitsSessionOverrides = true;

describe('verdictOf', () => {
  it('says that the rules decide where no override counts', () => {
    expect(verdictOf({ flag, ids: ann, resolved: nothing, permitsSessionOverrides, now }).sentence).toBe(
      'No override counts for ann. Rules and rollout decide.',
    );
    const off = { ...flag, enabled: false };
    expect(verdictOf({ flag: off, ids: ann, resolved: nothing, permitsSessionOverrides, now }).sentence).toBe(
      'No override counts for ann. The flag is switched off.',
    );
  });

  it('names the layer that wins, and those that it shadows', () => {
    const resolved = { override: anEmergencyOverride(), shadowed: [aUserOverride(), aGlobalOverride()] };
    expect(verdictOf({ flag, ids: ann, resolved, permitsSessionOverrides, now }).sentence).toBe(
      'For ann the emergency override wins, and shadows user and global.',
    );
  });

  it('does not let a user or global override survive the kill switch', () => {
    const off = { ...flag, enabled: false };
    const resolved = { override: aGlobalOverride(), shadowed: [] };
    expect(verdictOf({ flag: off, ids: NOBODY, resolved, permitsSessionOverrides, now })).toMatchObject({
      sentence: 'The flag is switched off, so everybody gets off.',
      note: expect.stringContaining('below the kill switch'),
    });
    const session = { override: aSessionOverride(), shadowed: [] };
    const ids = { ...NOBODY, sessionId: 's' };
    expect(verdictOf({ flag: off, ids, resolved: session, permitsSessionOverrides, now }).sentence).toContain('wins');
  });

  it('says where sessions do not count', () => {
    const ids = { ...NOBODY, sessionId: 's' };
    expect(verdictOf({ flag, ids, resolved: nothing, permitsSessionOverrides: false, now }).note).toContain(
      'does not permit',
    );
  });
});

it('lets the next one win when the one that won has ended on an open page', () => {
  const user = aUserOverride({ expiresAt: new Date(now + 1_000).toISOString() });
  const global = aGlobalOverride();
  const resolved = { override: user, shadowed: [global] };
  expect(stillCounting(resolved, now)).toEqual(resolved);
  expect(stillCounting(resolved, now + 1_000)).toEqual({ override: global, shadowed: [] });
});
