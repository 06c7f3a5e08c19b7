import type { Condition, FlagConfig, Ruleset, UserOverride } from '@burgee/contracts';
import { compileRuleset } from '@burgee/evaluator';
import { aFlag, aRule, aRuleset } from '@burgee/testing';
import type { Logic } from './logic.ts';
import { type FlagdExport, type FlagdFlag, toFlagd } from './to-flagd.ts';

type Given = { readonly flags: readonly FlagConfig[]; readonly users?: readonly UserOverride[] } & Partial<
  Pick<Ruleset, 'segments' | 'overrides'>
>;

export function exportOf({ flags, users = [], ...fields }: Given): FlagdExport {
  const ruleset = compileRuleset({ ...aRuleset(), ...fields, flags: [...flags] });
  return toFlagd(ruleset, { get: (key) => users.filter(({ flagKey }) => flagKey === key) });
}

/** The exported flag `flag`, or the reason why it is left out. */
export function exported(given: Given, key = 'flag'): FlagdFlag | string | undefined {
  const { definitions, unmapped } = exportOf(given);
  return definitions.flags[key] ?? unmapped.find(({ flagKey }) => flagKey === key)?.why;
}

/** The targeting of a flag, without the check of ids that all have. */
export function targetingOf(given: Given, key = 'flag'): unknown {
  const flag = exported(given, key);
  if (typeof flag !== 'object') return flag;
  const { if: parts } = flag.targeting as { if: readonly Logic[] };
  const [check, , ...rest] = parts;
  if (JSON.stringify(check) !== '{"$ref":"invalid_ids"}') throw new Error('The ids are not checked.');
  return rest.length === 1 ? rest[0] : { if: rest };
}

/** The logic of a condition, or the reason why its flag is left out. */
export function conditionOf(condition: unknown, segments: Ruleset['segments'] = []): unknown {
  const rule = { ...aRule(), condition: condition as Condition };
  const flag = { ...aFlag({ rollout: 0 }), rules: [rule] };
  const logic = targetingOf({ flags: [flag], segments });
  return typeof logic === 'object' ? (logic as { if: readonly Logic[] }).if[0] : logic;
}
