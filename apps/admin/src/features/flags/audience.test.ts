import {
  type FlagBlock,
  FlagKey,
  flagState,
  HOUR_MS,
  type PrerequisiteProblem,
  rolloutOf,
  Rule,
} from '@burgee/contracts';
import { describe, expect, it } from 'vitest';
import { aStoredFlag } from '../flag/test-flag.ts';
import { audienceOf, type FlagSurroundings, globalProblem } from './audience.ts';

const NOW = Date.parse('2027-01-01T12:00:00Z');
const at = (hours: number) => new Date(NOW + hours * HOUR_MS).toISOString();
const ramp = { kind: 'ramp', from: 0, to: 100, startAt: at(-1), endAt: at(1) } as const;
const rules = ['r', 's', 't'].map((id) =>
  Rule.parse({ id, condition: { all: [] }, serve: { kind: 'variant', variant: 'on' } }),
);

const failedPrerequisite = (problem: PrerequisiteProblem): FlagBlock => ({
  kind: 'prerequisite',
  flagKey: FlagKey.parse('checkout'),
  problem,
});

describe('the audience of a flag', () => {
  it.each<[string, Parameters<typeof aStoredFlag>[0]]>([
    ['5% of users, 3 rules', { rollout: rolloutOf(5), rules }],
    ['3 rules', { rollout: rolloutOf(0), rules }],
    ['Everyone', { rollout: rolloutOf(100) }],
    ['No one', { rollout: rolloutOf(0) }],
    ['No one', { archived: true }],
    ['No one; when on: 5% of users', { rollout: rolloutOf(5), enabled: false }],
    ['50% of users now, rising to 100%', { rollout: { ...rolloutOf(0), schedule: ramp } }],
    ['Expired', { expiresAt: at(-1) }],
    ['Expired', { expiresAt: at(-1), enabled: false }],
    ['Everyone gets the off variant', { onVariant: 'off' as never }],
    ['Everyone, if its prerequisite is met', { prerequisites: [{ flagKey: 'a', variants: ['on'] }] as never }],
  ])('reads "%s"', (text, fields) => {
    expect(audienceOf(flagState(aStoredFlag(fields), NOW), NOW)).toBe(text);
  });

  it.each<[string, Parameters<typeof aStoredFlag>[0], FlagSurroundings]>([
    ['Expired', {}, { block: { kind: 'expired' } }],
    ['Expired', { enabled: false }, { block: { kind: 'expired' }, global: true }],
    ['No one: checkout is off', {}, { block: failedPrerequisite('off') }],
    ['No one: checkout is archived', {}, { block: failedPrerequisite('archived') }],
    ['No one: checkout has expired', {}, { block: failedPrerequisite('expired') }],
    ['No one: checkout does not exist', {}, { block: failedPrerequisite('missing') }],
    ['No one: checkout cannot be evaluated', {}, { block: failedPrerequisite('broken') }],
    ['No one: a prerequisite of checkout fails', {}, { block: failedPrerequisite('prerequisite') }],
    [
      'No one: checkout never returns the required variant',
      { enabled: false },
      { block: failedPrerequisite('variant') },
    ],
    ['No one: its prerequisites form a cycle', {}, { block: failedPrerequisite('cycle'), global: true }],
    ['No one: the flag cannot be evaluated', {}, { block: { kind: 'broken' } }],
    ['Everyone gets false', { rollout: rolloutOf(25) }, { block: null, global: false }],
    ['No one; when on: everyone gets true', { rollout: rolloutOf(0), enabled: false }, { block: null, global: true }],
  ])('in the table reads "%s"', (text, fields, surroundings) => {
    expect(audienceOf(flagState(aStoredFlag(fields), NOW), NOW, surroundings)).toBe(text);
  });
});

describe('a global override', () => {
  it.each<[string | undefined, Parameters<typeof aStoredFlag>[0], FlagBlock | null, boolean]>([
    [undefined, {}, null, false],
    ['while the flag is off', { enabled: false }, { kind: 'expired' }, false],
    ['while the flag is archived', { archived: true }, null, false],
    ['while an emergency override is active', { enabled: false }, null, true],
    ['because the flag has expired', {}, { kind: 'expired' }, false],
    ['because the flag cannot be evaluated', {}, { kind: 'broken' }, false],
    ['because checkout is off', {}, failedPrerequisite('off'), false],
  ])('has no effect %s', (problem, fields, block, hasEmergency) => {
    expect(globalProblem(flagState(aStoredFlag(fields), NOW), { block, hasEmergency })).toBe(problem);
  });
});
