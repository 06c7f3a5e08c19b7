import { compileRuleset } from '@burgee/evaluator';
import { aFlag, aRule, aRuleset, aSegment } from '@burgee/testing';
import { describe, expect, it } from 'vitest';
import { conditionOf, exportOf } from './test-export.ts';
import { toFlagd } from './to-flagd.ts';

const named = (name: string, ...values: string[]) => ({ attribute: name, operator: 'in' as const, values });
const logicOf = (name: string, ...values: string[]) => ({
  some: [{ merge: [{ var: name }] }, { in: [{ var: '' }, values] }],
});

describe('15.4 flagd: a segment', () => {
  const staff = aSegment({ key: 'staff', condition: named('mail', 'a', 'b') });

  it('is an evaluator that rules refer to, by a name without special characters', () => {
    expect(conditionOf({ segment: 'staff' }, [staff])).toEqual({ $ref: 'segment_staff' });
    const other = aSegment({ key: 'a.b-c', condition: named('mail', 'a') });
    expect(conditionOf({ not: { segment: 'a.b-c' } }, [other])).toEqual({ '!': [{ $ref: 'segment_a_46_b_45_c' }] });
    const flag = aFlag({ rules: [aRule({ condition: { segment: 'staff' } })] });
    const unused = aSegment({ key: 'unused' });
    expect(exportOf({ flags: [flag], segments: [staff, unused] }).definitions.$evaluators).toEqual({
      invalid_ids: expect.any(Object),
      segment_staff: logicOf('mail', 'a', 'b'),
    });
  });

  it('contains the segments that it uses, because providers resolve references in any order', () => {
    const both = aSegment({ key: 'both', condition: { all: [{ segment: 'staff' }, named('plan', 'pro')] } });
    const flag = aFlag({ rules: [aRule({ condition: { any: [{ segment: 'both' }, { segment: 'staff' }] } })] });
    expect(exportOf({ flags: [flag], segments: [both, staff] }).definitions.$evaluators).toMatchObject({
      segment_both: { and: [logicOf('mail', 'a', 'b'), logicOf('plan', 'pro')] },
      segment_staff: logicOf('mail', 'a', 'b'),
    });
  });

  it('of everyone, or with text that providers would change, is part of the rule', () => {
    const everyone = aSegment({ key: 'all' });
    expect(conditionOf({ any: [{ segment: 'all' }, named('a', 'b')] }, [everyone])).toBe('on');
    const odd = aSegment({ key: 'odd', condition: named('mail', '$&') });
    expect(conditionOf({ segment: 'odd' }, [odd])).toEqual(logicOf('mail', '$&'));
  });

  it('that flagd cannot express leaves out the flags that use it', () => {
    const inner = aSegment({ key: 'inner', condition: { attribute: 'a', operator: 'matches', values: ['a+'] } });
    const outer = aSegment({ key: 'outer', condition: { segment: 'inner' } });
    expect(conditionOf({ segment: 'outer' }, [inner, outer])).toBe(
      'The flag uses the segment "outer", which uses the segment "inner", which matches a pattern with "a": flagd has no patterns.',
    );
  });

  it('that is too large leaves out the flags that use it', () => {
    const values = Array.from({ length: 10_000 }, (_, number) => `${number}`.padStart(50, 'x'));
    const inner = aSegment({ key: 'inner', condition: named('mail', ...values) });
    const outer = aSegment({ key: 'outer', condition: { all: [{ segment: 'inner' }, { not: { segment: 'inner' } }] } });
    expect(conditionOf({ segment: 'inner' }, [inner, outer])).toEqual({ $ref: 'segment_inner' });
    expect(conditionOf({ segment: 'outer' }, [inner, outer])).toContain('which is too large');
  });

  it('that changed is written again, in flags that did not change', () => {
    const flag = aFlag({ rules: [aRule({ condition: { segment: 'staff' } })], rollout: 0 });
    const ruleset = aRuleset({ flags: [flag], segments: [staff] });
    const write = (segments: typeof ruleset.segments) => toFlagd(compileRuleset({ ...ruleset, segments }), new Map());
    const first = write(ruleset.segments);
    expect(write(ruleset.segments).definitions).toEqual(first.definitions);
    expect(write([{ ...staff, condition: { all: [] } }]).definitions.flags['flag']).toMatchObject({
      targeting: { if: [{ $ref: 'invalid_ids' }, 'off', 'on'] },
    });
  });
});
