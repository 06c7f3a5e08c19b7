import { type Outcome, type Result, resultOf, type Row } from './row.ts';
import { startWorld, type World } from './world.ts';

export type Progress = {
  readonly began: (row: Row) => void;
  readonly ended: (result: Result) => void;
};

const WITHIN_SEC = 90;
/** Starting a world is not part of a row, and is slow on a busy machine. */
const START_WITHIN_SEC = 150;
/** Each has a PostgreSQL, a Redis and two servers, whose start fully uses two cores. */
const WAITING_AT_ONCE = 3;

/** Runs waiting rows side by side, then the others in sequence. @returns results in the order of `rows`. */
export async function runRows(rows: readonly Row[], progress: Progress): Promise<Result[]> {
  const results = new Map<Row, Result>();
  const note = (result: Result) => {
    results.set(result.row, result);
    progress.ended(result);
  };
  const waiting = rows.filter(({ isWaiting }) => isWaiting);
  const lanes = Array.from({ length: WAITING_AT_ONCE }, async () => {
    for (let row = waiting.shift(); row; row = waiting.shift()) await runInTurn([row], progress, note);
  });
  await Promise.all(lanes);
  const others = rows.filter(({ isWaiting }) => !isWaiting);
  await runInTurn(others, progress, note);
  return rows.flatMap((row) => results.get(row) ?? []);
}

/**
 * Successive rows without own needs share a world until a violation occurs in it; an exceeded limit is not a violation.
 */
async function runInTurn(rows: readonly Row[], progress: Progress, note: (result: Result) => void): Promise<void> {
  let shared: World | undefined;
  for (const row of rows) {
    progress.began(row);
    const begun = performance.now();
    const held: Held = { world: row.needs ? undefined : shared };
    const outcome = 'run' in row ? await runIn(held, row) : { notApplicable: row.notApplicable };
    const result = resultOf(row, outcome, performance.now() - begun);
    note(result);
    const isKept = !row.needs && result.violations.length === 0;
    if (isKept) shared = held.world ?? shared;
    else await held.world?.[Symbol.asyncDispose]();
    if (!isKept && shared === held.world) shared = undefined;
  }
  await shared?.[Symbol.asyncDispose]();
}

type Held = { world: World | undefined };

async function runIn(held: Held, row: Extract<Row, { run: unknown }>): Promise<Outcome> {
  const { withinSec = WITHIN_SEC } = row;
  return withinTime(START_WITHIN_SEC + withinSec, async () => {
    const world = (held.world ??= await startWorld(row.needs));
    return withinTime(withinSec, () => row.run(world));
  });
}

async function withinTime(withinSec: number, work: () => Promise<Outcome>): Promise<Outcome> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<Outcome>((resolve) => {
    timer = setTimeout(
      () => resolve({ worst: {}, violations: [`did not end within ${withinSec} s`] }),
      withinSec * 1_000,
    );
  });
  const failed = (error: unknown): Outcome => {
    return { worst: {}, violations: [`could not be run: ${error instanceof Error ? error.message : String(error)}`] };
  };
  try {
    return await Promise.race([work().catch(failed), timeout]);
  } finally {
    clearTimeout(timer);
  }
}
