import { EnvironmentKey } from '@burgee/contracts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTurns, MAX_TURNS, type Turn, type Turns } from './turns.ts';

const [production, development] = ['production', 'development'].map((key) => EnvironmentKey.parse(key)) as [
  EnvironmentKey,
  EnvironmentKey,
];
const LEFT_MS = 1_800;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** With the clock of the fake timers. */
const someTurns = () => createTurns(() => vi.getMockedSystemTime()?.getTime() ?? 0);

/** What became of a write that asked for a turn. */
function ask(turns: Turns, place: EnvironmentKey | null = production, leftMs = LEFT_MS) {
  const asked: { turn?: Turn; failure?: unknown } = {};
  turns.take([place], leftMs, false).then(
    (turn) => (asked.turn = turn),
    (error: { failure: unknown }) => (asked.failure = error.failure),
  );
  return asked;
}

const settle = () => vi.advanceTimersByTimeAsync(0);

describe('turns of one environment', () => {
  it('are two at once, and then in the order of arrival', async () => {
    const turns = someTurns();
    const asked = Array.from({ length: 4 }, () => ask(turns));
    await settle();
    expect(asked.map(({ turn }) => Boolean(turn))).toEqual([true, true, false, false]);
    asked[1]?.turn?.end('done');
    await settle();
    expect(asked.map(({ turn }) => Boolean(turn))).toEqual([true, true, true, false]);
  });

  it('10.4 that never end keep no other environment waiting, and refuse their own as BUSY before the deadline', async () => {
    const turns = someTurns();
    const locked = Array.from({ length: 50 }, () => ask(turns));
    const other = ask(turns, development);
    const access = ask(turns, null);
    await vi.advanceTimersByTimeAsync(LEFT_MS / 2);
    expect([other.turn, access.turn]).toEqual([expect.anything(), expect.anything()]);
    // PostgreSQL reported the lock in time.
    for (const { turn } of locked.slice(0, 2)) turn?.end('failed');
    await vi.advanceTimersByTimeAsync(LEFT_MS / 2);
    for (const { failure } of locked.slice(4)) {
      expect(failure).toEqual({ code: 'BUSY', environment: 'production', retryAfterSec: expect.any(Number) });
    }
  });

  it('leave one each to the others once half of all turns are taken', async () => {
    const turns = someTurns();
    const keys = Array.from({ length: MAX_TURNS }, (_, index) => EnvironmentKey.parse(`env-${index}`));
    const asked = keys.flatMap((key) => [ask(turns, key), ask(turns, key)]);
    await settle();
    const begun = asked.filter(({ turn }) => turn).length;
    expect(begun).toBe(MAX_TURNS);
    const environments = new Set(asked.flatMap(({ turn }, index) => (turn ? [keys[index >> 1]] : [])));
    expect(environments.size).toBe(MAX_TURNS - 2);
  });
});

describe('a write that would certainly be late', () => {
  it('is refused at once, with the time that those before it need', async () => {
    const turns = someTurns();
    const first = ask(turns);
    await vi.advanceTimersByTimeAsync(1_000);
    first.turn?.end('done');
    const asked = Array.from({ length: 5 }, () => ask(turns));
    await settle();
    // Two are under way, and two more can still be through within 1.8 s; the last cannot.
    expect(asked.map(({ failure }) => Boolean(failure))).toEqual([false, false, false, false, true]);
    expect(asked[4]?.failure).toMatchObject({ code: 'BUSY', retryAfterSec: 2 });
  });

  it('is not refused on a guess, before any write has succeeded', async () => {
    const turns = someTurns();
    const asked = Array.from({ length: 100 }, () => ask(turns));
    await settle();
    expect(asked.every(({ failure }) => failure === undefined)).toBe(true);
  });
});

describe('where the database does not answer', () => {
  it.each(['ended as unavailable', 'never end'] as const)(
    'writes that wait are unavailable, where those before %s',
    async (how) => {
      const turns = someTurns();
      const before = [ask(turns), ask(turns)];
      const waiting = ask(turns);
      await vi.advanceTimersByTimeAsync(LEFT_MS - 1);
      if (how === 'ended as unavailable') {
        const late = ask(turns);
        for (const { turn } of before) turn?.end('unavailable');
        await settle();
        expect(late.turn ?? waiting.turn).toBeDefined();
        const next = ask(turns, production, 10);
        await vi.advanceTimersByTimeAsync(10);
        expect(next.failure).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
      } else {
        await vi.advanceTimersByTimeAsync(1);
        expect(waiting.failure).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
      }
    },
  );

  it('long work that goes on step by step is answered, and those behind it are BUSY', async () => {
    const turns = someTurns();
    const long = [ask(turns), ask(turns)];
    await vi.advanceTimersByTimeAsync(1_000);
    const waiting = ask(turns);
    for (let step = 0; step < 2; step++) {
      await vi.advanceTimersByTimeAsync(900);
      for (const { turn } of long) turn?.renew(LEFT_MS);
    }
    expect(waiting.failure).toMatchObject({ code: 'BUSY' });
  });
});
