import { type Attempt, type Ledger, outcomeOf } from '@burgee/testing';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, ask, codeOf } from './http.ts';
import { counterAt } from './stock.ts';

export type WriterOptions = {
  readonly ledger: Ledger;
  /** The counter that only this writer changes. */
  readonly key: string;
  /** The value before its first write. */
  readonly from: number;
  readonly token: string;
  /** Returns the server's URL for the next attempt. */
  readonly urlOf: () => string;
  readonly everyMs: number;
};

/** A write with an unknown outcome is retried with the same key, as the contract of idempotency keys permits. */
const RETRY_MS = 100;
/** After the load has stopped, a write with an unknown outcome is still retried for this long. */
const SETTLE_MS = 5_000;

/** Increments a counter repeatedly, and records each attempt in the ledger. */
export function startWriter(options: WriterOptions) {
  const { ledger, key, from, everyMs } = options;
  const stopping = new AbortController();

  async function write(value: number): Promise<void> {
    const id = randomUUID();
    const entry = ledger.begin({ id, key, value });
    const attempts: Attempt[] = [];
    let deadline = Infinity;
    do {
      if (attempts.length > 0) await pause(RETRY_MS);
      if (stopping.signal.aborted && deadline === Infinity) deadline = performance.now() + SETTLE_MS;
      const attempt = await attemptOnce(options, { id, value });
      attempts.push(attempt);
      entry.attempted(attempt);
    } while (outcomeOf({ id, key, value, attempts }) === 'unknown' && performance.now() < deadline);
  }

  async function run(): Promise<void> {
    for (let value = from + 1; !stopping.signal.aborted; value++) {
      await write(value);
      await pause(everyMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

type Counted = { readonly id: string; readonly value: number };

async function attemptOnce({ key, token, urlOf }: WriterOptions, { id, value }: Counted): Promise<Attempt> {
  const begun = performance.now();
  try {
    const answer = await ask(`${urlOf()}/api/admin/flags/${key}`, {
      method: 'PATCH',
      token,
      headers: { 'Idempotency-Key': id },
      body: { variants: counterAt(value), reason: id },
    });
    return classifyAttempt(answer);
  } catch {
    return { outcome: 'unknown', ms: performance.now() - begun, at: performance.now() };
  }
}

/** A 503 does not prove that the write failed: the connection may have broken during the commit. */
function classifyAttempt(answer: Answer): Attempt {
  const { status, ms, headers } = answer;
  const retryAfter = headers.get('Retry-After');
  const code = codeOf(answer);
  return {
    outcome: status < 300 ? 'acknowledged' : status === 503 ? 'unavailable' : status < 500 ? 'refused' : 'unknown',
    ms,
    at: performance.now(),
    status,
    ...(code !== undefined && { code }),
    ...(retryAfter !== null && { retryAfterSec: Number(retryAfter) }),
  };
}
