import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS } from './durations.ts';
import { newFlagConfig } from './flag.ts';
import { flagInstants, nextInstant } from './flag-instants.ts';
import { flagStatus } from './flag-status.ts';
import { flagState } from './flag-table.ts';
import { EnvironmentKey, FlagKey } from './ids.ts';
import { rolloutOf, type Schedule } from './rollout.ts';
import { Rule } from './rule.ts';

const START = Date.parse('2027-01-01T00:00:00Z');
const moment = fc.integer({ min: -90 * DAY_MS, max: 90 * DAY_MS }).map((ms) => START + ms);
const iso = moment.map((ms) => new Date(ms).toISOString());
const percentage = fc.constantFrom(0, 25, 100);
const schedule: fc.Arbitrary<Schedule> = fc.oneof(
  percentage.map((percentage) => ({ kind: 'fixed' as const, percentage })),
  fc
    .array(fc.record({ at: iso, percentage }), { minLength: 1, maxLength: 3 })
    .map((steps) => ({ kind: 'steps' as const, steps })),
  fc
    .tuple(percentage, percentage, fc.uniqueArray(iso, { minLength: 2, maxLength: 2 }))
    .map(([from, to, [startAt = '', endAt = ''] = []]) => ({
      kind: 'ramp' as const,
      from,
      to,
      ...(startAt < endAt ? { startAt, endAt } : { startAt: endAt, endAt: startAt }),
    })),
);
const rule = schedule.map((schedule) =>
  Rule.parse({
    id: 'r',
    condition: { all: [] },
    rollout: { ...rolloutOf(0), schedule },
    serve: { kind: 'variant', variant: 'on' },
  }),
);
const flags = fc
  .record({
    enabled: fc.boolean(),
    schedule,
    rules: fc.array(rule, { maxLength: 2 }),
    expiresAt: fc.option(iso, { nil: null }),
    updatedAt: iso,
  })
  .map(({ schedule, ...fields }) => ({
    ...newFlagConfig(FlagKey.parse('flag')),
    ...fields,
    rollout: { ...rolloutOf(0), schedule },
    environment: EnvironmentKey.parse('production'),
    managedBy: null,
    revision: 1,
  }));

describe('B.24 the instants of a flag', () => {
  it('include every change of its status or state: between two of them, neither changes', () => {
    fc.assert(
      fc.property(flags, moment, fc.double({ min: 0, max: 1, noNaN: true }), (flag, now, share) => {
        const next = nextInstant(flagInstants(flag), now) ?? now + 1_000 * DAY_MS;
        const lookAt = (at: number) => [flagStatus(flag, at), flagState(flag, at)];
        for (const at of [now + Math.floor(share * (next - 1 - now)), next - 1]) {
          expect(lookAt(at)).toEqual(lookAt(now));
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('are in the future only if they are after now', () => {
    expect(nextInstant([5, 3, 9], 3)).toBe(5);
    expect(nextInstant([5, 3, 9], 9)).toBeUndefined();
    expect(nextInstant([], 0)).toBeUndefined();
  });
});
