import { describe, expect, it } from 'vitest';
import { DAY_MS } from './durations.ts';
import { newFlagConfig } from './flag.ts';
import { flagStatus } from './flag-status.ts';
import { FlagKey } from './ids.ts';
import { rolloutOf, type Schedule } from './rollout.ts';
import { Rule } from './rule.ts';

const NOW = Date.parse('2027-01-01T12:00:00Z');
const at = (days: number) => new Date(NOW + days * DAY_MS).toISOString();
const rolloutBy = (schedule: Schedule) => ({ ...rolloutOf(0), schedule });
const ramp = rolloutBy({ kind: 'ramp', from: 0, to: 100, startAt: at(-1), endAt: at(1) });
const ruleWith = (rollout: typeof ramp) =>
  Rule.parse({ id: 'r', condition: { all: [] }, rollout, serve: { kind: 'variant', variant: 'on' } });

type Fields = Parameters<typeof flagStatus>[0];
const config = newFlagConfig(FlagKey.parse('flag'));
const statusOf = (fields: Partial<Fields>) =>
  flagStatus({ ...config, enabled: true, rollout: rolloutOf(25), updatedAt: at(-1), ...fields }, NOW);

describe('the status of a flag', () => {
  it('is archived, which takes precedence over every other status', () => {
    expect(statusOf({ archived: true, expiresAt: at(1) })).toBe('archived');
  });

  it('is expiring within two weeks before its expiry, and stale after it', () => {
    expect(statusOf({ expiresAt: at(13) })).toBe('expiring');
    expect(statusOf({ expiresAt: at(15) })).toBe('active');
    expect(statusOf({ expiresAt: at(-1) })).toBe('stale');
  });

  it('is scheduled while a percentage will change by time alone, unless the flag is off', () => {
    const steps = (days: number) => rolloutBy({ kind: 'steps', steps: [{ at: at(days), percentage: 5 }] });
    expect(statusOf({ rollout: ramp })).toBe('scheduled');
    expect(statusOf({ rollout: ramp, enabled: false })).toBe('active');
    expect(statusOf({ rollout: steps(1) })).toBe('scheduled');
    expect(statusOf({ rollout: steps(-1) })).toBe('active');
    expect(statusOf({ rules: [ruleWith(ramp)] })).toBe('scheduled');
    expect(statusOf({ rules: [ruleWith(rolloutOf(5))] })).toBe('active');
  });

  it('is stale after two months in which everyone got the same value', () => {
    const long = { updatedAt: at(-60) };
    expect(statusOf({ rollout: rolloutOf(100), updatedAt: at(-59) })).toBe('active');
    for (const same of [{ rollout: rolloutOf(100) }, { rollout: rolloutOf(0) }, { enabled: false }]) {
      expect(statusOf({ ...long, ...same })).toBe('stale');
    }
    const prerequisites = [{ flagKey: FlagKey.parse('other'), variants: [null] }];
    for (const differing of [{ rollout: rolloutOf(25) }, { rules: [ruleWith(rolloutOf(5))] }, { prerequisites }]) {
      expect(statusOf({ ...long, rollout: rolloutOf(100), ...differing })).toBe('active');
    }
  });
});
