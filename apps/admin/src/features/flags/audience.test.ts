import { flagState, rolloutOf, Rule } from '@burgee/contracts';
import { describe, expect, it } from 'vitest';
import { aStoredFlag } from '../flag/test-flag.ts';
import { audienceOf } from './audience.ts';

const NOW = Date.parse('2027-01-01T12:00:00Z');
const HOUR_MS = 3_600_000;
const at = (hours: number) => new Date(NOW + hours * HOUR_MS).toISOString();
const ramp = { kind: 'ramp', from: 0, to: 100, startAt: at(-1), endAt: at(1) } as const;
const rules = ['r', 's', 't'].map((id) =>
  Rule.parse({ id, condition: { all: [] }, serve: { kind: 'variant', variant: 'on' } }),
);

describe('who gets a flag', () => {
  it.each<[string, Parameters<typeof aStoredFlag>[0]]>([
    ['5 % of users, 3 rules', { rollout: rolloutOf(5), rules }],
    ['3 rules', { rollout: rolloutOf(0), rules }],
    ['Everyone', { rollout: rolloutOf(100) }],
    ['Nobody', { rollout: rolloutOf(0) }],
    ['Nobody', { archived: true }],
    ['Nobody; when on: 5 % of users', { rollout: rolloutOf(5), enabled: false }],
    ['50 % of users now, rising to 100 %', { rollout: { ...rolloutOf(0), schedule: ramp } }],
    ['Everyone, if another flag agrees', { prerequisites: [{ flagKey: 'a', variants: ['on'] }] as never }],
  ])('is said as "%s"', (text, fields) => {
    expect(audienceOf(flagState(aStoredFlag(fields), NOW), NOW)).toBe(text);
  });
});
