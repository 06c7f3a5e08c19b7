import { type EnvironmentKey, RulesetVersion, type SegmentConfig } from '@burgee/contracts';
import { type EntityManager, readFlagConfigs, readSegmentConfigs } from '@burgee/data-access';
import { type CompiledRuleset, compileRuleset, findConditionProblems, segmentsUsing } from '@burgee/evaluator';
import { invalidAt } from '../failures/invalid.ts';
import { findFlagsUsing } from './usage.ts';

/**
 * Refuses a condition that cannot be evaluated, or with which a flag that uses the segment could no longer be evaluated: a
 * condition is as large as all of its segments together. A segment may use others, but never itself, even indirectly.
 *
 * @throws DomainError VALIDATION_FAILED.
 */
export async function checkCondition(
  em: EntityManager,
  environment: EnvironmentKey,
  changed: SegmentConfig,
): Promise<void> {
  const before = await readSegmentConfigs(em, environment);
  const after = [...before.filter(({ key }) => key !== changed.key), changed];
  const problems = findConditionProblems({ segment: changed.key }, after);
  if (problems.length > 0) throw invalidAt(problems.map(({ message }) => ({ path: 'condition', message })));
  const flagKeys = await findFlagsUsing(em, environment, segmentsUsing([changed.key], after));
  if (flagKeys.length === 0) return;
  const flags = await readFlagConfigs(em, environment, flagKeys);
  const compile = (segments: SegmentConfig[]) =>
    compileRuleset({
      environment,
      version: NO_VERSION,
      permitsSessionOverrides: false,
      flags,
      segments,
      overrides: [],
    });
  refuseNewlyBroken(compile(before), compile(after));
}

const NO_VERSION = RulesetVersion.parse(0);

function refuseNewlyBroken(before: CompiledRuleset, after: CompiledRuleset): void {
  const known = new Set(before.broken.map(({ key }) => key));
  const problems = after.broken.filter(({ key }) => !known.has(key));
  if (problems.length === 0) return;
  throw invalidAt(
    problems.map(({ key, problem }) => ({
      path: 'condition',
      message: `the flag "${key}" could no longer use this segment: ${problem}`,
    })),
  );
}
