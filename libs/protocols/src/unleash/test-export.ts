import type { FlagConfig, OverrideOf, Ruleset } from '@burgee/contracts';
import { compileRuleset } from '@burgee/evaluator';
import { aRuleset } from '@burgee/testing';
import type { SpecLevel } from './spec-level.ts';
import { toUnleash } from './to-unleash.ts';
import type { UnleashFeature } from './wire.ts';

type Given = {
  readonly level?: SpecLevel;
  readonly others?: readonly FlagConfig[];
  readonly users?: readonly OverrideOf<'user'>[];
  readonly overrides?: Ruleset['overrides'];
  readonly segments?: Ruleset['segments'];
};

/** The feature of a flag, or the sentence that says why there is none. */
export function exported(flag: FlagConfig, given: Given = {}): UnleashFeature | string {
  const { level = 6, others = [], users = [], overrides = [], segments = [] } = given;
  const ruleset = compileRuleset(aRuleset({ flags: [...others, flag], overrides, segments }));
  const { features, unmapped } = toUnleash(ruleset, level, new Map([[flag.key, users]]));
  const feature = features.find(({ name }) => name === flag.key);
  return feature ?? (unmapped.find(({ flagKey }) => flagKey === flag.key)?.why as string);
}
