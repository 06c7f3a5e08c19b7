import { type Environment, EnvironmentKey } from '@burgee/contracts';
import { describe, expect, it } from 'vitest';
import { findShared, newTarget, suggestTargets, targetInput, type Targets } from './targets.ts';

const key = (text: string) => EnvironmentKey.parse(text);
const environment = (text: string, name: string): Pick<Environment, 'key' | 'name'> => ({ key: key(text), name });
const [production, staging] = [environment('production', 'Live'), environment('staging', 'Staging')];
const targetsOf = (entries: Record<string, string | null>): Targets =>
  new Map(Object.entries(entries).map(([name, target]) => [name, target === null ? null : key(target)]));

describe('15.6 the environments of an export', () => {
  it('go to those with the same key or name', () => {
    const names = ['LIVE', 'staging', 'qa'];
    const suggested = suggestTargets(names, [production, staging], staging);
    expect([...suggested.values()]).toEqual(['production', 'staging', null]);
  });

  it('go to the chosen one if there is only one, with or without a name', () => {
    for (const name of [null, 'default'])
      expect(suggestTargets([name], [production, staging], staging).get(name)).toBe('staging');
    expect(suggestTargets([null], [], undefined).get(null)).toBeNull();
  });

  it('can be created if their names are keys that do not exist yet', () => {
    expect(newTarget('qa', [staging])).toBe('qa');
    expect([newTarget('staging', [staging]), newTarget('Q A', []), newTarget(null, [])]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('cannot share one here', () => {
    expect(findShared(targetsOf({ a: 'qa', b: 'staging', c: 'qa', d: null, e: null }))).toBe('qa');
    expect(targetInput(targetsOf({ a: 'qa', b: 'qa' }))).toBeUndefined();
  });

  it('become the input of an import, if one of them goes anywhere', () => {
    expect(targetInput(targetsOf({ a: null }))).toBeUndefined();
    expect(targetInput(new Map([[null, key('qa')]]))).toEqual({ into: 'qa' });
    expect(targetInput(targetsOf({ a: 'qa', b: null }))).toEqual({ environments: { a: 'qa' } });
  });
});
