import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseRecalledAnswer, recallAnswerStatements, rememberAnswer } from './idempotency.ts';
import { openPglite, openPostgres, type TestDatabase } from './test-database.ts';

describe.each([
  ['postgresql', openPostgres],
  ['pglite', openPglite],
] as const)('R8 remembered answers on %s', (_, open) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database[Symbol.asyncDispose]());

  const ask = (key: string) => {
    const asked = { actor: 'grace', operation: 'o', key, fingerprint: 'f' };
    return database.write(async (em, _renew, transaction) => {
      const recalled = parseRecalledAnswer(asked, await transaction.send(recallAnswerStatements(asked)));
      if (!recalled.isKnown) await rememberAnswer(em, asked, 'answer');
      return recalled;
    });
  };

  /** Makes an answer one minute younger than a day if it `isKept`, or else one minute older. */
  const setAge = (key: string, isKept: boolean) =>
    database.write((em) =>
      em.execute(`update idempotency_keys set created_at = now() - ?::interval where key = ?`, [
        isKept ? '23 hours 59 minutes' : '24 hours 1 minute',
        key,
      ]),
    );

  it('are kept for a day, and then deleted a few at a time', async () => {
    await database.write((em) =>
      em.execute(
        `insert into idempotency_keys (actor, operation, key, fingerprint, created_at)
         select 'grace', 'o', 'old-' || n, 'f', now() - interval '25 hours' from generate_series(1, 1000) n`,
      ),
    );
    const left = () =>
      database.read(async (em) => {
        const [row]: { count: number }[] = await em.execute('select count(*)::int as count from idempotency_keys');
        return row?.count;
      });
    expect(await ask('new')).toEqual({ isKnown: false });
    await setAge('new', true);
    expect(await ask('new')).toEqual({ isKnown: true, answer: 'answer' });
    expect(await left()).toBe(801);
    // An expired key can be reused even while other expired keys remain.
    expect(await ask('old-1000')).toEqual({ isKnown: false });
    await setAge('new', false);
    expect(await ask('new')).toEqual({ isKnown: false });
  });
});
