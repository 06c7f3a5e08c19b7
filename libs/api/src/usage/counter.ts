import { type EnvironmentKey, type Evaluation, HOUR_MS } from '@burgee/contracts';
import type { UsageCell } from '@burgee/data-access';
import type { CompiledRuleset } from '@burgee/evaluator';
import { cellsOf, continueCounts, countAnswer, createRulesetCounts, type RulesetCounts } from './ruleset-counts.ts';

/**
 * Counts the answers of flags, without recording for whom. Counts stay in memory until `flush` writes them.
 */
export type UsageCounter = {
  /** Counts answers of all flags of a ruleset, in the ruleset's order, given at `now`. */
  countAll(ruleset: CompiledRuleset, answers: readonly Evaluation[], now: number): void;
  /** Counts answers of some flags; unknown keys do not count, or callers could fill the memory with them. */
  count(ruleset: CompiledRuleset, answers: readonly Evaluation[], now: number): void;
  /** Adds counts from elsewhere. Only flags and variants of the ruleset count. */
  add(ruleset: CompiledRuleset, counts: readonly ReportedCount[], now: number): void;
  /**
   * Stores the counts since the last flush, and keeps those that could not be written for the next one. A commit that
   * timed out may be counted twice: the figures are informational, and no decision depends on them.
   */
  flush(): Promise<void>;
};

type ReportedCount = { readonly flagKey: string; readonly variant: string | null; readonly count: number };

export type UsageCounterOptions = {
  /** Adds counts to those that are stored, at most 1,000 at a time. */
  readonly write: (cells: readonly UsageCell[]) => Promise<void>;
  /**
   * Called at most once per flush, with the number of answers that were dropped because the memory limit was reached.
   */
  readonly onDropped: (answers: number) => void;
  /** Limit of counts kept while they cannot be written. */
  readonly maxCells?: number;
};

/** About 250 bytes each: enough for a day without writing, with two thousand flags. */
const MAX_CELLS = 100_000;
/** Few enough that writing them takes a fraction of the write timeout. */
const BATCH = 1_000;

export function createUsageCounter({ write, onDropped, maxCells = MAX_CELLS }: UsageCounterOptions): UsageCounter {
  /** The counts of the current rulesets. */
  const current = new Map<EnvironmentKey, RulesetCounts>();
  /** Counts to be written. */
  const waiting = new Map<string, UsageCell>();
  let dropped = 0;

  function countsOf(ruleset: CompiledRuleset, now: number): RulesetCounts {
    const held = current.get(ruleset.environment);
    const isOfThisHour = held !== undefined && now >= held.hour && now < held.hour + HOUR_MS;
    if (isOfThisHour && held.ruleset === ruleset) return held;
    const continued = isOfThisHour ? continueCounts(held, ruleset) : undefined;
    if (held && !continued) cellsOf(held).forEach(keep);
    const counts = continued ?? createRulesetCounts(ruleset, now - (now % HOUR_MS));
    current.set(ruleset.environment, counts);
    return counts;
  }

  function keep(cell: UsageCell): void {
    const { environment, flagKey, hour, variant } = cell;
    // None of these contains a line break.
    const name = [environment, hour, flagKey, variant].join('\n');
    const there = waiting.get(name);
    if (there) waiting.set(name, { ...cell, count: there.count + cell.count });
    else if (waiting.size < maxCells) waiting.set(name, cell);
    else dropped += cell.count;
  }

  async function flush(): Promise<void> {
    for (const counts of current.values()) cellsOf(counts).forEach(keep);
    current.clear();
    if (dropped > 0) onDropped(dropped);
    dropped = 0;
    const cells = [...waiting.values()];
    waiting.clear();
    for (let at = 0; at < cells.length; at += BATCH) {
      try {
        await write(cells.slice(at, at + BATCH));
      } catch (error) {
        cells.slice(at).forEach(keep);
        throw error;
      }
    }
  }

  return {
    countAll: (ruleset, answers, now) => {
      const counts = countsOf(ruleset, now);
      for (let place = 0; place < answers.length; place++) countAnswer(counts, place, answers[place] as Evaluation);
    },
    count: (ruleset, answers, now) => {
      const counts = countsOf(ruleset, now);
      for (const answer of answers) {
        const place = counts.places.get(answer.key);
        if (place !== undefined) countAnswer(counts, place, answer);
      }
    },
    add: ({ environment, flags }, counts, now) => {
      const hour = now - (now % HOUR_MS);
      for (const { flagKey, variant, count } of counts) {
        const config = flags.get(flagKey)?.config;
        if (!config || (variant !== null && !config.variants.some(({ key }) => key === variant))) continue;
        keep({ environment, flagKey, hour, variant: variant ?? '', count });
      }
    },
    flush,
  };
}
