import { type Flag, rolloutOf, type Schedule } from '@burgee/contracts';
import { describe, expect, it } from 'vitest';
import { aStoredFlag } from '../flag/test-flag.ts';
import { effectWords, type SwitchedFlag } from './effect-words.ts';

const NOW = Date.parse('2027-01-01T12:00:00Z');
const past = '2026-12-31T12:00:00.000Z';
const later: Schedule = { kind: 'steps', steps: [{ at: '2027-01-02T12:00:00Z', percentage: 100 }] };

describe('the notification after a switch', () => {
  it.each<[string, Partial<Flag>, Partial<SwitchedFlag>]>([
    ['flag is on in Development: everyone.', {}, {}],
    ['flag is on in Development: 25% of users.', { rollout: rolloutOf(25) }, {}],
    ['flag is on in Development: no one.', { rollout: rolloutOf(0) }, {}],
    ['flag is on in Development: no one now, rising to 100%.', { rollout: { ...rolloutOf(0), schedule: later } }, {}],
    ['flag is on in Development, but reaches no one: it has expired.', { expiresAt: past }, {}],
    ['flag is on in Development, but serves everyone its off variant.', { onVariant: 'off' as Flag['onVariant'] }, {}],
    ['flag is on in Development: its global override serves false.', {}, { global: false }],
    [
      'flag is on in Development: its global override serves false, if its prerequisite is met.',
      { prerequisites: [{ flagKey: 'a', variants: ['on'] }] as never },
      { global: false },
    ],
    ['flag is on in Development, but an emergency override serves false to everyone.', {}, { emergency: false }],
    ['flag is off in Development, for everyone.', { enabled: false }, { global: true }],
    [
      'flag is off in Development, but an emergency override serves true to everyone.',
      { enabled: false },
      { emergency: true },
    ],
  ])('states the effect: %s', (text, fields, given) => {
    const flag = aStoredFlag(fields);
    expect(effectWords({ flag, environment: { name: 'Development' }, now: NOW, ...given })).toBe(text);
  });
});
