import {
  flagState,
  rolloutOf,
  type EnvironmentKey,
  type Flag,
  type FlagTableRow,
  type Schedule,
} from '@burgee/contracts';
import { describe, expect, it } from 'vitest';
import { aStoredFlag } from '../flag/test-flag.ts';
import { enableChange, undoOf } from './bulk-words.ts';

const NOW = Date.parse('2027-01-01T12:00:00Z');
const HERE = 'development' as EnvironmentKey;

function aRow(fields: Partial<Flag>): FlagTableRow {
  const flag = aStoredFlag({ enabled: false, ...fields });
  return { ...flag, states: [flagState(flag, NOW)] } as unknown as FlagTableRow;
}
const ended: Schedule = { kind: 'steps', steps: [{ at: '2026-01-01T00:00:00Z', percentage: 0 }] };
const one = aRow({ key: 'one' as Flag['key'], rollout: { ...rolloutOf(0), schedule: ended }, revision: 7 });
const two = aRow({ key: 'two' as Flag['key'], rollout: rolloutOf(30) });

describe('switching on many flags', () => {
  const unreached = [{ key: one.key, state: one.states[0]! }];

  it('gives the chosen percentage to those that would reach no one, and to no others', () => {
    expect(enableChange(unreached, 25)).toEqual({
      kind: 'enable',
      rollouts: [{ key: 'one', schedule: { kind: 'fixed', percentage: 25 }, revision: 7 }],
    });
    expect(enableChange(unreached, undefined)).toEqual({ kind: 'enable' });
    expect(enableChange([], 25)).toEqual({ kind: 'enable' });
  });

  it('is undone with the rollouts that it replaced, unless someone changed them since', () => {
    expect(undoOf([one, two], enableChange(unreached, 25), HERE)).toEqual({
      kind: 'disable',
      rollouts: [{ key: 'one', schedule: ended, revision: 8 }],
    });
    expect(undoOf([one, two], { kind: 'enable' }, HERE)).toEqual({ kind: 'disable' });
    expect(undoOf([], { kind: 'enable' }, HERE)).toBeUndefined();
  });

  it('tags are undone only where no flag had some of them', () => {
    const tagged = aRow({ tags: ['web'] });
    expect(undoOf([one], { kind: 'addTags', tags: ['web'] }, HERE)).toEqual({ kind: 'removeTags', tags: ['web'] });
    expect(undoOf([one, tagged], { kind: 'addTags', tags: ['web'] }, HERE)).toBeUndefined();
  });
});
