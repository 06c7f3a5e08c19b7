import type { FlagKey, VariantKey } from '@burgee/contracts';
import { compileRuleset } from '@burgee/evaluator';
import { aFlag, aRuleset, aTextFlag } from '@burgee/testing';
import { expect, it } from 'vitest';
import { openFeatureManifest } from './manifest.ts';

it('lists the types that OpenFeature knows, and what each flag returns while it is off', () => {
  const flags = [
    aFlag({ key: 'a-boolean' }),
    aTextFlag({ key: 'a-text' }),
    aTextFlag({ key: 'a-text-without-off', offVariant: null }),
    aFlag({ key: 'an-integer', type: 'number', variants: { few: 1, many: 7 }, onVariant: 'many', offVariant: 'few' }),
    aFlag({ key: 'a-number', type: 'number', variants: { few: 1, many: 7.5 }, onVariant: 'many', offVariant: null }),
    aFlag({ key: 'an-object', type: 'json', variants: { a: { b: 1 } }, onVariant: 'a', offVariant: 'a' }),
    aFlag({ key: 'archived', archived: true }),
    { ...aFlag(), key: 'broken' as FlagKey, onVariant: 'nothing' as VariantKey },
  ];
  expect(openFeatureManifest(compileRuleset({ ...aRuleset(), flags }))).toEqual({
    flags: [
      { key: 'a-boolean', type: 'boolean', defaultValue: false },
      { key: 'a-text', type: 'string', defaultValue: 'control' },
      { key: 'a-text-without-off', type: 'string', defaultValue: '' },
      { key: 'an-integer', type: 'integer', defaultValue: 1 },
      { key: 'a-number', type: 'float', defaultValue: 0 },
      { key: 'an-object', type: 'object', defaultValue: { b: 1 } },
    ],
  });
});
