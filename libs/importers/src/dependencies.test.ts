import { describe, expect, it } from 'vitest';
import { aFeature, answer, aStrategy, importAll, type Json, problemsOf } from './test-features.ts';

const forAda = aStrategy('userWithId', { userIds: 'ada' });
const parents = [
  aFeature({ name: 'on' }),
  aFeature({ name: 'off', enabled: false }),
  aFeature({ name: 'for-ada', strategies: [forAda] }),
  aFeature({ name: 'blue', variants: [{ name: 'blue', weight: 1 }] }),
  aFeature({ name: 'blue-for-ada', strategies: [forAda], variants: [{ name: 'blue', weight: 1 }] }),
  aFeature({
    name: 'plain-for-ada',
    strategies: [forAda, aStrategy('default', {}, { variants: [{ name: 'blue', weight: 1 }] })],
  }),
  aFeature({ name: 'with-parent', dependencies: [{ feature: 'on' }] }),
];

/** Whether a feature with these dependencies is on for the user `ada`, and for `bob`. */
function onFor(dependencies: Json[], fields: Json = {}): [boolean, boolean] {
  const compiled = importAll([aFeature({ dependencies, ...fields }), ...parents]);
  return [
    answer(compiled, 'feature', { userId: 'ada' }).enabled,
    answer(compiled, 'feature', { userId: 'bob' }).enabled,
  ];
}

describe('B.8 a dependency', () => {
  it.each([
    [{ feature: 'on' }, [true, true]],
    [{ feature: 'on', enabled: null, variants: null }, [true, true]],
    [{ feature: 'off' }, [false, false]],
    [{ feature: 'for-ada' }, [true, false]],
    [{ feature: 'blue-for-ada' }, [true, false]],
    [{ feature: 'on', enabled: false }, [false, false]],
    [{ feature: 'off', enabled: false }, [true, true]],
    [{ feature: 'for-ada', enabled: false }, [false, true]],
    [{ feature: 'blue-for-ada', enabled: false }, [false, true]],
    [{ feature: 'blue-for-ada', enabled: false, variants: ['blue'] }, [false, true]],
    [{ feature: 'blue', variants: ['blue', 'green'] }, [true, true]],
    [{ feature: 'blue', variants: ['green'] }, [false, false]],
    [{ feature: 'blue', variants: ['disabled'] }, [false, false]],
    [{ feature: 'blue-for-ada', variants: ['disabled'] }, [false, false]],
    [{ feature: 'on', variants: ['disabled'] }, [true, true]],
    [{ feature: 'on', variants: ['on'] }, [false, false]],
    [{ feature: 'off', variants: ['disabled'] }, [false, false]],
    [{ feature: 'plain-for-ada', variants: ['disabled'] }, [true, false]],
    [{ feature: 'plain-for-ada', variants: ['blue'] }, [false, true]],
    [{ feature: 'plain-for-ada' }, [true, true]],
    [{ feature: 'missing' }, [false, false]],
    [{ feature: 'missing', enabled: false }, [false, false]],
    [{ feature: 'with-parent' }, [false, false]],
    [{ feature: 'with-parent', enabled: false }, [false, false]],
    [{ feature: 'feature' }, [false, false]],
  ])('%o holds for ada and bob: %o', (dependency, expected) => {
    expect(onFor([dependency])).toEqual(expected);
    expect(onFor([dependency], { strategies: [aStrategy('default')] })).toEqual(expected);
  });

  it('must hold together with all others', () => {
    expect(onFor([{ feature: 'on' }, { feature: 'for-ada' }])).toEqual([true, false]);
    expect(onFor([{ feature: 'blue' }, { feature: 'off' }])).toEqual([false, false]);
  });

  it('that forms a cycle is off', () => {
    const compiled = importAll([
      aFeature({ name: 'a', dependencies: [{ feature: 'b' }] }),
      aFeature({ name: 'b', dependencies: [{ feature: 'a' }] }),
    ]);
    expect(['a', 'b'].map((name) => answer(compiled, name, {}).enabled)).toEqual([false, false]);
  });

  it('that can never hold does not remove the strategies', () => {
    const compiled = importAll([aFeature({ strategies: [forAda], dependencies: [{ feature: 'missing' }] })]);
    expect(JSON.stringify(compiled.flags.get('feature')?.config.rules)).toContain('ada');
  });

  it('on a feature with a problem is a problem', () => {
    const child = aFeature({ dependencies: [{ feature: 'custom' }] });
    const custom = aFeature({ name: 'custom', strategies: [aStrategy('byTenant')] });
    expect(problemsOf([child, custom])).toEqual(['feature: dependency "custom"', 'custom: strategy "byTenant"']);
    expect(problemsOf([child, { name: 'custom', strategies: [] }])).toEqual([
      'feature: dependency "custom"',
      'custom: enabled',
    ]);
    const grandchild = aFeature({ name: 'grandchild', dependencies: [{ feature: 'feature' }] });
    expect(problemsOf([grandchild, child, custom])).toHaveLength(2);
  });

  it.each([
    [{ feature: 'on', variant: ['blue'] }, 'dependencies.0'],
    [{ feature: 'on', variants: 'blue' }, 'dependencies.0.variants'],
    [{ enabled: true }, 'dependencies.0.feature'],
  ])('of another shape is a problem: %o', (dependency, construct) => {
    expect(problemsOf([aFeature({ dependencies: [dependency] }), ...parents])).toEqual([`feature: ${construct}`]);
  });

  it('on a parent with dependencies fails, even if the parent has a problem', () => {
    const parent = aFeature({ name: 'parent', strategies: [aStrategy('byTenant')], dependencies: [{ feature: 'on' }] });
    const child = aFeature({ dependencies: [{ feature: 'parent', enabled: false }] });
    expect(problemsOf([child, parent, ...parents])).toEqual(['parent: strategy "byTenant"']);
  });

  it('is one of at most 20 of a feature', () => {
    const many = Array.from({ length: 21 }, (_, index) => aFeature({ name: `parent-${index}` }));
    const child = aFeature({ dependencies: many.map(({ name }) => ({ feature: name })) });
    expect(problemsOf([child, ...many])).toEqual(['feature: prerequisites']);
  });
});
