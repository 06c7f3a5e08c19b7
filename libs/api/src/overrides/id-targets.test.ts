import type { FlagKey, RulesetVersion } from '@burgee/contracts';
import type { IdType } from '@burgee/data-access';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addTarget, endFlag, flagsOf, forgetDeleted, noTargets, rebornAt, removeTarget, sizeOf } from './id-targets.ts';

const FLAGS = ['a', 'b', 'c'] as FlagKey[];
const IDS = Array.from({ length: 8 }, (_, at) => `id-${at}`);
const TYPES: readonly IdType[] = ['user', 'session'];

const step = fc.record({
  what: fc.constantFrom('add', 'add', 'add', 'remove', 'delete', 'forget', 'forget-half'),
  type: fc.constantFrom(...TYPES),
  id: fc.constantFrom(...IDS),
  flag: fc.constantFrom(...FLAGS),
});

const sorted = (flags: Iterable<FlagKey>) => [...flags].sort();

describe('the ids that have overrides', () => {
  it('W39.10 are exactly those set and not removed, individually or with their flag', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const targets = noTargets();
        const model = new Map<string, Set<FlagKey>>();
        for (const [at, { what, type, id, flag }] of steps.entries()) {
          const name = `${type}:${id}`;
          if (what === 'add') {
            addTarget(targets, type, id, flag);
            model.set(name, new Set([...(model.get(name) ?? []), flag]));
          }
          if (what === 'remove') {
            removeTarget(targets, type, id, flag);
            model.get(name)?.delete(flag);
          }
          if (what === 'delete') {
            endFlag(targets, flag, at as RulesetVersion);
            for (const flags of model.values()) flags.delete(flag);
          }
          if (what === 'forget') for (const _ of forgetDeleted(targets));
          // A change between two slices.
          if (what === 'forget-half') forgetDeleted(targets).next();
          for (const each of TYPES) {
            for (const one of IDS) {
              expect(sorted(flagsOf(targets, each, one))).toEqual(sorted(model.get(`${each}:${one}`) ?? []));
            }
          }
        }
        for (const _ of forgetDeleted(targets));
        expect(sizeOf(targets)).toBe([...model.values()].filter(({ size }) => size > 0).length);
      }),
    );
  });

  it('R14 know the version since which a recreated flag exists, only for ids with an override of it', () => {
    const targets = noTargets();
    addTarget(targets, 'user', 'ada', 'a' as FlagKey);
    expect(rebornAt(targets, 'user', 'ada')).toBe(0);
    expect(endFlag(targets, 'a' as FlagKey, 7 as RulesetVersion)).toBe(true);
    addTarget(targets, 'user', 'ada', 'a' as FlagKey);
    addTarget(targets, 'user', 'bob', 'b' as FlagKey);
    expect([rebornAt(targets, 'user', 'ada'), rebornAt(targets, 'user', 'bob')]).toEqual([7, 0]);
  });

  it('are freed in slices, so that other work in the process continues', () => {
    const targets = noTargets();
    for (let at = 0; at < 10_000; at++) addTarget(targets, 'user', `user-${at}`, 'a' as FlagKey);
    endFlag(targets, 'a' as FlagKey, 1 as RulesetVersion);
    expect(flagsOf(targets, 'user', 'user-1')).toEqual([]);
    expect([...forgetDeleted(targets)]).toHaveLength(5);
    expect(sizeOf(targets)).toBe(0);
  });
});
