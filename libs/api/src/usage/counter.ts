import type { EnvironmentKey, Evaluation } from '@burgee/contracts';
import { addUsage, type Database, type UsageCell } from '@burgee/data-access';
import type { CompiledRuleset } from '@burgee/evaluator';
import { cellsOf, countAnswer, createRulesetCounts, type RulesetCounts } from './ruleset-counts.ts';

/** Counts what flags answer, and for whom never. In memory, until `flush` adds it to what stands in the database. */
export type UsageCounter = {
  /** Counts the answers of all flags of a ruleset, in its order, given at an instant. */
  countAll(ruleset: CompiledRuleset, answers: readonly Evaluation[], now: number): void;
  /** Counts the answers of some flags; what is no flag does not count, or callers could fill the memory with names. */
  count(ruleset: CompiledRuleset, answers: readonly Evaluation[], now: number): void;
  /**
   * Writes down what was counted since the last time. What could not be written is kept for the next. A commit that was on
   * its way when its time was up may be written twice: these are figures to look at, and nothing is decided by them.
   */
  flush(): Promise<void>;
};

export type UsageCounterOptions = {
  readonly database: Database;
  /** Is told, once for each flush, how many answers were not counted because there was no room. */
  readonly onDropped: (answers: number) => void;
  /** How many counts are kept while they cannot be written. */
  readonly maxCells?: number;
};

export const HOUR_MS = 3_600_000;
/** Of some 250 bytes each: a day without the database, for two thousand flags. */
const MAX_CELLS = 100_000;
/** Few enough that writing them takes a fraction of the time that a write has. */
const BATCH = 1_000;

export function createUsageCounter({ database, onDropped, maxCells = MAX_CELLS }: UsageCounterOptions): UsageCounter {
  /** What evaluations count in now. */
  const current = new Map<EnvironmentKey, RulesetCounts>();
  /** What is to be written. */
  const waiting = new Map<string, UsageCell>();
  let dropped = 0;

  function countsOf(ruleset: CompiledRuleset, now: number): RulesetCounts {
    const held = current.get(ruleset.environment);
    if (held?.ruleset === ruleset && now >= held.hour && now < held.hour + HOUR_MS) return held;
    if (held) cellsOf(held).forEach(keep);
    const counts = createRulesetCounts(ruleset, now - (now % HOUR_MS));
    current.set(ruleset.environment, counts);
    return counts;
  }

  function keep(cell: UsageCell): void {
    const { environment, flagKey, hour, variant } = cell;
    // None of them has a line break in it.
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
        await database.write((em) => addUsage(em, cells.slice(at, at + BATCH)));
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
    flush,
  };
}
