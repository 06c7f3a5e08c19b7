import { describe, expect, it } from 'vitest';
import type { UnleashContext } from './context.ts';
import { importUnleash } from './import-unleash.ts';
import { aFeature, answer, aStrategy, importAll, type Json, problemsOf } from './test-features.ts';

describe('B.8 a segment', () => {
  const inSegments = (...segments: unknown[]) => aFeature({ strategies: [aStrategy('default', {}, { segments })] });
  const norway = { id: 1, constraints: [{ contextName: 'country', operator: 'IN', values: ['no'] }] };
  const isOnIn = (feature: Json, segments: Json[], context: UnleashContext) =>
    answer(importAll([feature], segments), 'feature', context).enabled;

  it('matches if all of its constraints hold, and everyone if it has none', () => {
    const context = { properties: { country: 'no' } };
    expect(isOnIn(inSegments(1), [norway], context)).toBe(true);
    expect(isOnIn(inSegments(1), [norway], {})).toBe(false);
    expect(isOnIn(inSegments(1, 2), [norway, { id: 2, constraints: [] }], context)).toBe(true);
  });

  it('that does not exist matches no one', () => {
    expect(isOnIn(inSegments(1, 404), [norway], { properties: { country: 'no' } })).toBe(false);
  });

  it('applies to strategies, not to the feature', () => {
    expect(isOnIn({ ...aFeature(), segments: [1] }, [norway], {})).toBe(true);
  });

  it('that has no counterpart is a problem of the features that use it', () => {
    const ambiguous = { id: 2, constraints: [{ contextName: 'age', operator: 'NUM_GT', value: '0x1A' }] };
    const features = [inSegments(1, 2), { ...inSegments(1), name: 'other' }];
    expect(problemsOf(features, [norway, ambiguous])).toEqual(['feature: segment 2']);
    expect(problemsOf([inSegments(1)], [norway, norway])).toEqual(['feature: segment 1']);
    const tooLong = { id: 3, constraints: Array(101).fill(norway.constraints[0]) };
    expect(problemsOf([inSegments(3)], [tooLong])).toEqual(['feature: segment 3']);
    expect(problemsOf([aFeature()], [ambiguous, 'no segment', { constraints: [] }])).toEqual([]);
  });

  it.each([
    ['only an id and a name', { id: 3, name: 'beta testers' }],
    ['no list of constraints', { id: 3, constraints: 'none' }],
    ['null for its constraints', { id: 3, constraints: null }],
    ['an unknown field', { ...norway, id: 3, excluded: ['ada'] }],
    ['a pattern with an unknown field', { id: 3, constraints: [{ operator: 'REGEX', value: 'a', flags: 'i' }] }],
  ])('with %s is a problem of the features that use it', (_name, segment) => {
    expect(problemsOf([inSegments(3)], [segment])[0]).toBe('feature: segment 3');
  });

  it('that a list without ids or a missing list may contain is a problem', () => {
    expect(problemsOf([inSegments(404)], [norway, { name: 'beta testers', constraints: [] }])).toEqual([
      'feature: segment 404',
    ]);
    expect(problemsOf([inSegments(404)], [{ id: '404', constraints: [] }])).toEqual(['feature: segment 404']);
    for (const segments of [undefined, null]) {
      expect(importUnleash({ features: [inSegments(1)], segments }).problems).toMatchObject([
        { feature: 'feature', construct: 'segment 1', message: 'the list of segments is missing' },
      ]);
    }
  });

  it('is referenced by its numeric id', () => {
    expect(problemsOf([inSegments('1')], [norway])).toEqual(['feature: strategies.0.segments.0']);
  });

  it('can ignore case in its patterns', () => {
    const segment = { id: 1, constraints: [{ ...patternOf('^NO$'), inverted: true }] };
    expect(isOnIn(inSegments(1), [segment], { properties: { country: 'no' } })).toBe(false);
    expect(isOnIn(inSegments(1), [segment], { properties: { country: 'se' } })).toBe(true);
  });
});

function patternOf(value: string): Json {
  return { contextName: 'country', operator: 'REGEX', value, caseInsensitive: true };
}
