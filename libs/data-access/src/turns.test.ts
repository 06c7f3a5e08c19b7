import { EnvironmentKey } from '@burgee/contracts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SharedTransaction } from './shared-transaction.ts';
import { createTurns, MAX_TURNS, type Turn, type Turns } from './turns.ts';

const [production, development] = ['production', 'development'].map((key) => EnvironmentKey.parse(key)) as [
  EnvironmentKey,
  EnvironmentKey,
];
const LEFT_MS = 1_800;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Creates turns that use the clock of the fake timers. */
const createFakeTurns = () => createTurns(() => vi.getMockedSystemTime()?.getTime() ?? 0);

/** Requests a turn for a write. The returned object is filled in when the request is granted or refused. */
function requestTurn(turns: Turns, place: EnvironmentKey | null = production, leftMs = LEFT_MS, mayShare = false) {
  const request: { turn?: Turn; failure?: unknown } = {};
  turns.take([place], leftMs, mayShare).then(
    (turn) => (request.turn = turn),
    (error: { failure: unknown }) => (request.failure = error.failure),
  );
  return request;
}

const settle = () => vi.advanceTimersByTimeAsync(0);

describe('turns of one environment', () => {
  it('are granted to two writes at once, and then in the order of arrival', async () => {
    const turns = createFakeTurns();
    const requests = Array.from({ length: 4 }, () => requestTurn(turns));
    await settle();
    expect(requests.map(({ turn }) => Boolean(turn))).toEqual([true, true, false, false]);
    requests[1]?.turn?.end('done');
    await settle();
    expect(requests.map(({ turn }) => Boolean(turn))).toEqual([true, true, true, false]);
  });

  it('10.4 that never end do not block other environments, and make later writes fail as BUSY before the deadline', async () => {
    const turns = createFakeTurns();
    const locked = Array.from({ length: 50 }, () => requestTurn(turns));
    const other = requestTurn(turns, development);
    const access = requestTurn(turns, null);
    await vi.advanceTimersByTimeAsync(LEFT_MS / 2);
    expect([other.turn, access.turn]).toEqual([expect.anything(), expect.anything()]);
    // PostgreSQL reported a lock timeout.
    for (const { turn } of locked.slice(0, 2)) turn?.end('failed');
    await vi.advanceTimersByTimeAsync(LEFT_MS / 2);
    for (const { failure } of locked.slice(4)) {
      expect(failure).toEqual({ code: 'BUSY', environment: 'production', retryAfterSec: expect.any(Number) });
    }
  });

  it('14.5 are granted after a change in steps that took longer than the deadline of a request', async () => {
    const turns = createFakeTurns();
    const long = requestTurn(turns);
    await settle();
    for (let step = 0; step < 3; step++) {
      await vi.advanceTimersByTimeAsync(LEFT_MS);
      long.turn?.renew(LEFT_MS);
    }
    long.turn?.end('done');
    const next = requestTurn(turns);
    await settle();
    expect(next).toEqual({ turn: expect.anything() });
  });

  it('are limited to one per environment once half of all turns are taken', async () => {
    const turns = createFakeTurns();
    const keys = Array.from({ length: MAX_TURNS }, (_, index) => EnvironmentKey.parse(`env-${index}`));
    const requests = keys.flatMap((key) => [requestTurn(turns, key), requestTurn(turns, key)]);
    await settle();
    const begun = requests.filter(({ turn }) => turn).length;
    expect(begun).toBe(MAX_TURNS);
    const environments = new Set(requests.flatMap(({ turn }, index) => (turn ? [keys[index >> 1]] : [])));
    expect(environments.size).toBe(MAX_TURNS - 2);
  });
});

describe('a write that would certainly miss its deadline', () => {
  it('is refused immediately, with the time that the writes before it need', async () => {
    const turns = createFakeTurns();
    const first = requestTurn(turns);
    await vi.advanceTimersByTimeAsync(1_000);
    first.turn?.end('done');
    const requests = Array.from({ length: 5 }, () => requestTurn(turns));
    await settle();
    // Two are running, and two more can finish within 1.8 s; the last cannot.
    expect(requests.map(({ failure }) => Boolean(failure))).toEqual([false, false, false, false, true]);
    expect(requests[4]?.failure).toMatchObject({ code: 'BUSY', retryAfterSec: 2 });
  });

  it('is not refused before any write has succeeded, since durations are unknown', async () => {
    const turns = createFakeTurns();
    const requests = Array.from({ length: 100 }, () => requestTurn(turns));
    await settle();
    expect(requests.every(({ failure }) => failure === undefined)).toBe(true);
  });
});

describe('if the database does not respond', () => {
  it.each(['ended as unavailable', 'never end'] as const)(
    'waiting writes fail as unavailable if those before them %s',
    async (how) => {
      const turns = createFakeTurns();
      const before = [requestTurn(turns), requestTurn(turns)];
      const waiting = requestTurn(turns);
      await vi.advanceTimersByTimeAsync(LEFT_MS - 1);
      if (how === 'ended as unavailable') {
        const late = requestTurn(turns);
        for (const { turn } of before) turn?.end('unavailable');
        await settle();
        expect(late.turn ?? waiting.turn).toBeDefined();
        const next = requestTurn(turns, production, 10);
        await vi.advanceTimersByTimeAsync(10);
        expect(next.failure).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
      } else {
        await vi.advanceTimersByTimeAsync(1);
        expect(waiting.failure).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
      }
    },
  );

  it('long work that progresses step by step makes the writes behind it fail as BUSY', async () => {
    const turns = createFakeTurns();
    const long = [requestTurn(turns), requestTurn(turns)];
    await vi.advanceTimersByTimeAsync(1_000);
    const waiting = requestTurn(turns);
    for (let step = 0; step < 2; step++) {
      await vi.advanceTimersByTimeAsync(900);
      for (const { turn } of long) turn?.renew(LEFT_MS);
    }
    expect(waiting.failure).toMatchObject({ code: 'BUSY' });
  });
});

describe('10.4 a turn that is handed over', () => {
  const transaction = {} as SharedTransaction;

  /** Two turns that run, and writes that wait, with the time that each has left. */
  async function inLine(...leftMs: readonly number[]) {
    const turns = createFakeTurns();
    const requests = [LEFT_MS, LEFT_MS, ...leftMs].map((ms) => requestTurn(turns, production, ms, true));
    await settle();
    return { turns, first: requests[0]?.turn as Turn, waiting: requests.slice(2) };
  }

  it('goes to the next write in line, which continues the transaction', async () => {
    const { first, waiting } = await inLine(LEFT_MS, LEFT_MS);
    expect(first.handOver(transaction)).toBe(true);
    await settle();
    expect(waiting.map(({ turn }) => turn?.transaction)).toEqual([transaction, undefined]);
  });

  it('does not go to a write that would miss its deadline, nor from one that would', async () => {
    const { first, waiting } = await inLine(200, LEFT_MS);
    expect(first.handOver(transaction)).toBe(true);
    await settle();
    expect(waiting.map(({ turn }) => turn?.transaction)).toEqual([undefined, transaction]);
    const late = await inLine(LEFT_MS);
    await vi.advanceTimersByTimeAsync(LEFT_MS - 200);
    expect(late.first.handOver(transaction)).toBe(false);
  });

  it('goes on for 25 ms, and not to a write that may not share', async () => {
    const { first, waiting } = await inLine(LEFT_MS, LEFT_MS);
    expect(first.handOver(transaction)).toBe(true);
    await vi.advanceTimersByTimeAsync(25);
    expect(waiting[0]?.turn?.handOver(transaction)).toBe(false);
    const turns = createFakeTurns();
    const requests = [true, true, false, true].map((mayShare) => requestTurn(turns, production, LEFT_MS, mayShare));
    await settle();
    expect(requests[0]?.turn?.handOver(transaction)).toBe(false);
  });

  it('counts once, so that the next write begins after the whole transaction', async () => {
    const { first, waiting } = await inLine(LEFT_MS, LEFT_MS);
    first.handOver(transaction);
    await settle();
    waiting[0]?.turn?.end('done');
    await settle();
    expect(waiting[1]?.turn).toBeUndefined();
    first.end('done');
    await settle();
    expect(waiting[1]?.turn).toMatchObject({ handOver: expect.any(Function) });
  });
});
