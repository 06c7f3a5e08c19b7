import { describe, expect, it } from 'vitest';
import { rolloutOf } from '@burgee/contracts';
import { aStoredFlag } from '../flag/test-flag.ts';
import { audienceOf } from './audience.ts';
import { flagStatus } from './flag-status.ts';

const NOW = Date.parse('2027-01-01T12:00:00Z');
const DAY_MS = 24 * 3_600_000;
const at = (days: number) => new Date(NOW + days * DAY_MS).toISOString();
const statusOf = (fields: Parameters<typeof aStoredFlag>[0]) =>
  flagStatus(aStoredFlag({ enabled: true, rollout: rolloutOf(25), updatedAt: at(-1), ...fields }), NOW).status;
const ramp = { kind: 'ramp', from: 0, to: 100, startAt: at(-1), endAt: at(1) } as const;

describe('the status of a flag', () => {
  it('is archived before anything else', () => {
    expect(statusOf({ archived: true, archivedAt: at(-1), expiresAt: at(1) })).toBe('archived');
  });
  it('is expiring within two weeks of its end, and stale after it', () => {
    expect(statusOf({ expiresAt: at(13) })).toBe('expiring');
    expect(statusOf({ expiresAt: at(15) })).toBe('active');
    expect(statusOf({ expiresAt: at(-1) })).toBe('stale');
  });
  it('is scheduled while a percentage changes by itself, unless it is off', () => {
    expect(statusOf({ rollout: { ...rolloutOf(0), schedule: ramp } })).toBe('scheduled');
    expect(statusOf({ rollout: { ...rolloutOf(0), schedule: ramp }, enabled: false })).toBe('active');
  });
  it('is stale after two months in which everybody got the same', () => {
    expect(statusOf({ rollout: rolloutOf(100), updatedAt: at(-60) })).toBe('stale');
    expect(statusOf({ rollout: rolloutOf(100), updatedAt: at(-59) })).toBe('active');
    expect(statusOf({ rollout: rolloutOf(25), updatedAt: at(-90) })).toBe('active');
  });
});

describe('who gets a flag', () => {
  const who = (fields: Parameters<typeof aStoredFlag>[0]) =>
    audienceOf(aStoredFlag({ enabled: true, ...fields }), NOW).text;
  const rule = {
    id: 'r',
    description: '',
    condition: { all: [] },
    rollout: rolloutOf(100),
    serve: { kind: 'variant', variant: 'on' },
  };
  const rules = [rule, { ...rule, id: 's' }, { ...rule, id: 't' }] as never;

  it.each([
    ['5 % of users, 3 rules', { rollout: rolloutOf(5), rules }],
    ['3 rules', { rollout: rolloutOf(0), rules }],
    ['Everybody', { rollout: rolloutOf(100) }],
    ['Nobody', { rollout: rolloutOf(0) }],
    ['Nobody; when on: 5 % of users', { rollout: rolloutOf(5), enabled: false }],
    ['50 % of users now, rising to 100 %', { rollout: { ...rolloutOf(0), schedule: ramp } }],
    [
      'Everybody, if another flag agrees',
      { rollout: rolloutOf(100), prerequisites: [{ flagKey: 'a', variants: ['on'] }] as never },
    ],
  ])('is said as "%s"', (text, fields) => {
    expect(who(fields)).toBe(text);
  });
});
