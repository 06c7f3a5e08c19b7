import {
  type Detail,
  DomainError,
  type FlagConfig,
  type FlagKey,
  invalidInput,
  type SegmentConfig,
  type SegmentKey,
} from '@burgee/contracts';
import { findConditionProblems, findFlagProblems, segmentKeysIn, segmentsUsing } from '@burgee/evaluator';
import { findCycle, problemsOfPrerequisites } from '../flags/check.ts';
import { booleanProblems } from '../flags/draft.ts';
import { type FilePlan, flagPath } from './plan-file.ts';
import type { WholeFlag } from './whole-flag.ts';

/** All segments and flags of an environment once its file is applied. */
type Outcome = {
  readonly segments: ReadonlyMap<SegmentKey, SegmentConfig>;
  readonly flags: ReadonlyMap<FlagKey, FlagConfig>;
};

/**
 * Refuses a plan after which a flag could not be evaluated that can be now. Only the outcome counts: a file may add a flag and
 * what it requires in any order.
 *
 * @throws DomainError VALIDATION_FAILED, FLAG_IN_USE, SEGMENT_IN_USE, PREREQUISITE_CYCLE.
 */
export function checkPlan(plan: FilePlan): void {
  const outcome = outcomeOf(plan);
  refuseMissing(plan, outcome);
  const changedSegments = plan.segments.filter(({ after }) => after).map(({ key }) => key);
  const affected = segmentsUsing(changedSegments, [...outcome.segments.values()]);
  const problems = [...segmentProblems(plan, outcome, affected), ...flagProblems(plan, outcome, affected)];
  if (problems.length > 0) throw new DomainError(invalidInput(problems));
  refuseCycles(plan, outcome);
}

function outcomeOf({ state, segments, flags }: FilePlan): Outcome {
  const outcome = {
    segments: new Map<SegmentKey, SegmentConfig>(state?.segments),
    flags: new Map<FlagKey, FlagConfig>(state?.flags),
  };
  for (const { key, after } of segments) {
    if (after) outcome.segments.set(key, { key, condition: after.condition });
    else outcome.segments.delete(key);
  }
  for (const { key, after } of flags) {
    if (after) outcome.flags.set(key, configOf(after));
    else outcome.flags.delete(key);
  }
  return outcome;
}

function configOf({
  description: _,
  tags: _tags,
  archivedAt,
  managedBy: _by,
  overrides: _held,
  ...config
}: WholeFlag): FlagConfig {
  return { ...config, archived: archivedAt !== null };
}

/** Refuses to remove what others need. */
function refuseMissing({ segments, flags }: FilePlan, outcome: Outcome): void {
  for (const { key, after } of flags) {
    if (after) continue;
    const dependents = [...outcome.flags.values()].filter(({ prerequisites }) =>
      prerequisites.some(({ flagKey }) => flagKey === key),
    );
    if (dependents.length > 0)
      throw new DomainError({ code: 'FLAG_IN_USE', flagKey: key, flags: dependents.map((flag) => flag.key) });
  }
  for (const { key, after } of segments) {
    if (after) continue;
    const users = [...outcome.segments.values()].filter(({ condition }) => segmentKeysIn(condition).has(key));
    const dependents = [...outcome.flags.values()].filter(({ rules }) => segmentKeysIn(rules).has(key));
    if (users.length + dependents.length === 0) continue;
    const [inFlags, inSegments] = [dependents.map((flag) => flag.key), users.map((segment) => segment.key)];
    throw new DomainError({ code: 'SEGMENT_IN_USE', segment: key, flags: inFlags, segments: inSegments });
  }
}

function segmentProblems({ file }: FilePlan, outcome: Outcome, affected: ReadonlySet<string>): Detail[] {
  const all = [...outcome.segments.values()];
  return [...outcome.segments.keys()]
    .filter((key) => affected.has(key))
    .flatMap((key) => {
      const index = file.segments.findIndex((segment) => segment.key === key);
      const path = index === -1 ? 'file.segments' : `file.segments.${index}.condition`;
      return findConditionProblems({ segment: key }, all).map(({ message }) => ({
        path,
        message: `"${key}": ${message}`,
      }));
    });
}

/** The problems of flags that change, and of those that changed segments or variants newly break. */
function flagProblems({ file, state, flags }: FilePlan, outcome: Outcome, affected: ReadonlySet<string>): Detail[] {
  const changed = new Set(flags.map(({ key }) => key));
  const before: Outcome = { segments: state?.segments ?? new Map(), flags: state?.flags ?? new Map() };
  return [...outcome.flags.values()].flatMap((flag) => {
    const { key } = flag;
    const isIndirect = !changed.has(key);
    const uses = [...segmentKeysIn(flag.rules)].some((segment) => affected.has(segment));
    const requires = flag.prerequisites.some(({ flagKey }) => changed.has(flagKey));
    if (isIndirect && !uses && !requires) return [];
    const problems = problemsOf(flag, outcome);
    if (problems.length === 0 || (isIndirect && problemsOf(flag, before).length > 0)) return [];
    const index = file.flags.findIndex((one) => one.key === key);
    const prefix = index === -1 ? 'file.flags' : flagPath(index);
    return problems.map(({ path, message }) => ({ path: `${prefix}.${path}`, message: `"${key}": ${message}` }));
  });
}

function problemsOf(flag: FlagConfig, { segments, flags }: Outcome): Detail[] {
  return [
    ...findFlagProblems(flag, usedSegments(flag, segments)),
    ...booleanProblems(flag),
    ...problemsOfPrerequisites(flag, (key) => flags.get(key)),
  ];
}

/** The segments that a flag uses, even indirectly. */
function usedSegments({ rules }: FlagConfig, segments: Outcome['segments']): SegmentConfig[] {
  const found = new Set(segmentKeysIn(rules));
  // Iterating over a set also visits elements that are added during the iteration.
  for (const key of found)
    for (const used of segmentKeysIn(segments.get(key as SegmentKey)?.condition)) found.add(used);
  return [...found].flatMap((key) => segments.get(key as SegmentKey) ?? []);
}

function refuseCycles({ flags }: FilePlan, outcome: Outcome): void {
  const required = new Map([...outcome.flags].map(([key, { prerequisites }]) => [key, prerequisites]));
  for (const { key } of flags) {
    const flag = outcome.flags.get(key);
    const path = flag && findCycle(flag, required);
    if (path) throw new DomainError({ code: 'PREREQUISITE_CYCLE', path });
  }
}
