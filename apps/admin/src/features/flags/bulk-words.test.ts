import {
  type EnvironmentKey,
  type Flag,
  flagState,
  type FlagTableRow,
  rolloutOf,
  type Schedule,
} from '@burgee/contracts';
import { describe, expect, it } from 'vitest';
import { aStoredFlag } from '../flag/test-flag.ts';
import { enableChange, oppositeChange } from './bulk-words.ts';

const NOW = Date.parse('2027-01-01T12:00:00Z');
const ENVIRONMENT = 'development' as EnvironmentKey;

function aRow(fields: Partial<Flag>): FlagTableRow {
  const flag = aStoredFlag({ enabled: false, ...fields });
  return { ...flag, states: [flagState(flag, NOW)] } as unknown as FlagTableRow;
}
const ended: Schedule = { kind: 'steps', steps: [{ at: '2026-01-01T00:00:00Z', percentage: 0 }] };
const one = aRow({ key: 'one' as Flag['key'], rollout: { ...rolloutOf(0), schedule: ended }, revision: 7 });
const two = aRow({ key: 'two' as Flag['key'], rollout: rolloutOf(30) });

describe('a bulk change', () => {
  const unreached = [{ key: one.key, state: one.states[0]! }];

  it('that switches on sets the chosen percentage only for flags that would reach no one', () => {
    expect(enableChange(unreached, 25)).toEqual({
      kind: 'enable',
      rollouts: [{ key: 'one', schedule: { kind: 'fixed', percentage: 25 }, revision: 7 }],
    });
    expect(enableChange(unreached, undefined)).toEqual({ kind: 'enable' });
    expect(enableChange([], 25)).toEqual({ kind: 'enable' });
  });

  it('is undone with the rollouts it replaced, unless someone changed them since', () => {
    expect(oppositeChange([one, two], enableChange(unreached, 25), ENVIRONMENT)).toEqual({
      kind: 'disable',
      rollouts: [{ key: 'one', schedule: ended, revision: 8 }],
    });
    expect(oppositeChange([one, two], { kind: 'enable' }, ENVIRONMENT)).toEqual({ kind: 'disable' });
    expect(oppositeChange([], { kind: 'enable' }, ENVIRONMENT)).toBeUndefined();
  });

  it('of tags can be undone only if no flag had any of them before', () => {
    const tagged = aRow({ tags: ['web'] });
    expect(oppositeChange([one], { kind: 'addTags', tags: ['web'] }, ENVIRONMENT)).toEqual({
      kind: 'removeTags',
      tags: ['web'],
    });
    expect(oppositeChange([one, tagged], { kind: 'addTags', tags: ['web'] }, ENVIRONMENT)).toBeUndefined();
  });
});
