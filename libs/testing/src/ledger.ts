/** How an attempt at a write ended. `unknown`: the connection broke, so the write may or may not be stored. */
export type Attempt = {
  readonly outcome: 'acknowledged' | 'refused' | 'unavailable' | 'unknown';
  readonly ms: number;
  /** When it ended, by the clock of the harness. */
  readonly at: number;
  readonly status?: number;
  readonly code?: string;
  readonly retryAfterSec?: number;
};

/** One write with all its attempts, which share an idempotency key. */
export type Write = {
  /** Sent as the reason of the change, to find its entries in the audit trail. */
  readonly id: string;
  readonly key: string;
  readonly value: number;
  readonly attempts: readonly Attempt[];
};

/**
 * The known bounds of a counter: no value above `attempted` was ever sent, and none below `acknowledged` may be read
 * for long.
 */
type Known = { readonly acknowledged: number; readonly attempted: number };

/** All writes of a run. Each key is a counter with one writer, so its values increase with its versions. */
export type Ledger = {
  readonly writes: readonly Write[];
  begin(write: Omit<Write, 'attempts'>): { attempted(attempt: Attempt): void };
  knownOf(key: string): Known | undefined;
  /** Calls `listener` with each value that a server acknowledges. */
  onAcknowledged(listener: (key: string, value: number, at: number) => void): void;
};

export function createLedger(): Ledger {
  const writes: (Write & { attempts: Attempt[] })[] = [];
  const known = new Map<string, Known>();
  const listeners: ((key: string, value: number, at: number) => void)[] = [];
  return {
    writes,
    begin: (write) => {
      const attempts: Attempt[] = [];
      writes.push({ ...write, attempts });
      const { key, value } = write;
      known.set(key, { acknowledged: known.get(key)?.acknowledged ?? 0, attempted: value });
      return {
        attempted: (attempt) => {
          attempts.push(attempt);
          if (attempt.outcome !== 'acknowledged') return;
          known.set(key, { acknowledged: value, attempted: value });
          for (const listener of listeners) listener(key, value, attempt.at);
        },
      };
    },
    knownOf: (key) => known.get(key),
    onAcknowledged: (listener) => void listeners.push(listener),
  };
}

/** Returns the outcome of a write: acknowledged if any attempt was, refused if all were, otherwise unknown. */
export function outcomeOf({ attempts }: Write): Attempt['outcome'] {
  if (attempts.some(({ outcome }) => outcome === 'acknowledged')) return 'acknowledged';
  const isCertain = attempts.every(({ outcome }) => outcome === 'refused');
  return attempts.length > 0 && isCertain ? 'refused' : 'unknown';
}
