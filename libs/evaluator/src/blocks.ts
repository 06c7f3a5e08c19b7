import type { Evaluation, EvaluationReason, FlagBlock, PrerequisiteProblem } from '@burgee/contracts';
import type { CompiledFlag } from './flag.ts';
import { withPrerequisites } from './next-change.ts';
import { checkPrerequisite, type Requirements } from './prerequisites.ts';
import type { CompiledRuleset } from './ruleset.ts';

/** Longer chains of prerequisites are assumed to hold for someone, because a deeper recursion could overflow the stack. */
const MAX_CHAIN = 100;

type Blocks = {
  /** By the key of each flag that exists in the ruleset; `null` if nothing blocks it. */
  readonly blocks: ReadonlyMap<string, FlagBlock | null>;
  /** Every instant at which a block may appear or disappear by time alone, in milliseconds, unordered. */
  readonly turns: readonly number[];
};

/**
 * Finds why a flag that is switched on is off for every context with valid ids, ignoring overrides. A blocked flag is off
 * for all of them; an unblocked flag may be too, because conditions are not analyzed.
 */
export function findBlocks(ruleset: CompiledRuleset, flagKeys: readonly string[], now: number): Blocks {
  const search: Search = { now, known: new Map() };
  const flags = flagKeys.map((key) => ruleset.flags.get(key)).filter((flag) => flag !== undefined);
  return {
    blocks: new Map(flags.map((flag) => [flag.config.key, blockOf(flag, search, 0)])),
    turns: [...withPrerequisites(ruleset, flagKeys)].flatMap((flag) => flag.possibleTurns()),
  };
}

type Search = { readonly now: number; readonly known: Map<CompiledFlag, FlagBlock | null> };

function blockOf(flag: CompiledFlag, search: Search, depth: number): FlagBlock | null {
  const known = search.known.get(flag);
  if (known !== undefined) return known;
  const block = searchBlock(flag, search, depth);
  search.known.set(flag, block);
  return block;
}

function searchBlock(flag: CompiledFlag, search: Search, depth: number): FlagBlock | null {
  if (flag.problem !== undefined) return { kind: 'broken' };
  if (flag.end !== undefined && flag.end <= search.now) return { kind: 'expired' };
  const { list, isCyclic } = flag.requirements ?? { list: [], isCyclic: false };
  for (const requirement of list) {
    const problem = isCyclic ? 'cycle' : problemOf(requirement, search, depth + 1);
    if (problem) return { kind: 'prerequisite', flagKey: requirement.flagKey, problem };
  }
  return null;
}

type Requirement = Requirements['list'][number];

function problemOf({ flag, variants }: Requirement, search: Search, depth: number): PrerequisiteProblem | undefined {
  if (!flag) return 'missing';
  const isBlocked = depth <= MAX_CHAIN && blockOf(flag, search, depth)?.kind === 'prerequisite';
  const answers = flag.possibleAnswers(search.now, isBlocked);
  if (answers.some((answer) => checkPrerequisite(variants, answer) === 'holds')) return undefined;
  const [only] = answers.length === 1 ? answers : [];
  return (only && problemIn(only, flag)) ?? 'variant';
}

const PROBLEMS: Partial<Record<EvaluationReason, PrerequisiteProblem>> = {
  DISABLED: 'off',
  EXPIRED: 'expired',
  PREREQUISITE_FAILED: 'prerequisite',
};

function problemIn({ reason, errorCode }: Evaluation, { config }: CompiledFlag): PrerequisiteProblem | undefined {
  if (errorCode === 'FLAG_BROKEN') return 'broken';
  return reason === 'DISABLED' && config.archived ? 'archived' : PROBLEMS[reason];
}
