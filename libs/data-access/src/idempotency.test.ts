import { NOW } from '@burgee/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recall, remember } from './idempotency.ts';
import { openPglite, openPostgres, type TestDatabase } from './test-database.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

describe.each([
  ['postgresql', openPostgres],
  ['pglite', openPglite],
] as const)('R8 remembered answers on %s', (_, open) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database[Symbol.asyncDispose]());

  const ask = (key: string, at: number) => {
    const asked = { actor: 'grace', operation: 'o', key, fingerprint: 'f', now: new Date(at) };
    return database.write(async (em) => {
      const recalled = await recall(em, asked);
      if (!recalled.isKnown) await remember(em, asked, 'answer');
      return recalled;
    });
  };

  it('are kept for a day, and removed a few at a time, however many are older', async () => {
    await database.write((em) =>
      em.execute(
        `insert into idempotency_keys (actor, operation, key, fingerprint, created_at)
         select 'grace', 'o', 'old-' || n, 'f', ? from generate_series(1, 1000) n`,
        [new Date(NOW - DAY_MS - 1)],
      ),
    );
    const left = () =>
      database.read(async (em) => {
        const [row]: { count: number }[] = await em.execute('select count(*)::int as count from idempotency_keys');
        return row?.count;
      });
    expect(await ask('new', NOW)).toEqual({ isKnown: false });
    expect(await ask('new', NOW + DAY_MS)).toEqual({ isKnown: true, answer: 'answer' });
    expect(await left()).toBe(801);
    // An old key is free again even while other old keys are left.
    expect(await ask('old-1000', NOW)).toEqual({ isKnown: false });
    expect(await ask('new', NOW + DAY_MS + 1)).toEqual({ isKnown: false });
  });
});
