import { MINUTE_MS } from '@burgee/contracts';
import { type Database, databaseTime } from '@burgee/data-access';

/** How this server's clock compares with the database's, which all servers share. */
type ClockStatus = {
  /** Positive if this server's clock is ahead. `null` before the first comparison. */
  readonly offsetMs: number | null;
  /** The maximum error of the offset: half of the comparison's round trip. */
  readonly uncertaintyMs: number | null;
  /** Whether the clocks differ by at most a second, within the uncertainty. */
  readonly isTrusted: boolean;
};

export type ServerTime = {
  /** The server's clock, corrected if it is wrong by more than a second. */
  now(): Date;
  /** Reads the database's time, and corrects `now` if necessary. */
  compare(database: Pick<Database, 'read'>): Promise<void>;
  status(): ClockStatus;
};

type ServerTimeOptions = {
  /** The system's clock, which may be wrong and may jump. */
  readonly now: () => Date;
  /** Milliseconds that only go forward. */
  readonly clock: () => number;
  /** Called after each comparison that finds the clocks apart. */
  readonly onApart: (problem: string) => void;
};

/** Clocks synchronized by NTP differ by less. */
const TOLERANCE_MS = 1_000;
/** A clock that was ahead by less than this stands still until the time has caught up; otherwise it is set back. */
const MAX_HOLD_MS = MINUTE_MS;

/**
 * Counts the time from one reading of the system's clock, so that later clock jumps have no effect. A comparison that
 * finds it wrong by more than a second replaces that reading with the database's time.
 */
export function createServerTime({ now: systemTime, clock, onApart }: ServerTimeOptions): ServerTime {
  let start = { at: systemTime().getTime(), clock: clock() };
  let latest = start.at;
  let status: ClockStatus = { offsetMs: null, uncertaintyMs: null, isTrusted: true };
  const counted = () => start.at + clock() - start.clock;

  function now(): Date {
    latest = Math.max(latest, Math.floor(counted()));
    return new Date(latest);
  }

  async function compare(database: Pick<Database, 'read'>): Promise<void> {
    const asked = clock();
    const read = await database.read(databaseTime);
    const answered = clock();
    const uncertaintyMs = Math.ceil((answered - asked) / 2);
    const at = read.getTime() + uncertaintyMs;
    const isApart = (time: number) => Math.abs(time - at) > TOLERANCE_MS + uncertaintyMs;
    if (isApart(counted())) {
      start = { at, clock: answered };
      if (latest - at > MAX_HOLD_MS) latest = at;
    }
    const system = systemTime().getTime();
    status = { offsetMs: Math.round(system - at), uncertaintyMs, isTrusted: !isApart(system) };
    if (!status.isTrusted) onApart(describeOffset(system - at));
  }

  return { now, compare, status: () => status };
}

function describeOffset(offsetMs: number): string {
  const seconds = (Math.abs(offsetMs) / 1000).toFixed(1);
  return `this server's clock is ${seconds} s ${offsetMs > 0 ? 'ahead of' : 'behind'} the database's`;
}
