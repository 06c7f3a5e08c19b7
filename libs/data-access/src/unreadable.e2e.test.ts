import { DomainError } from '@burgee/contracts';
import { addressOf, createDatabase, eventually, startFaultProxy, throughProxy } from '@burgee/testing';
import { describe, expect, inject, it } from 'vitest';
import { loadRuleset, loadVersions } from './load-ruleset.ts';
import { addEnvironment, addFlag, aWriteContext, openUrl, touch } from './test-database.ts';

/** Short, because a corrupt length makes a client wait for bytes that never arrive. */
const TIMEOUTS = { connectMs: 300, requestMs: 300, loadMs: 300 };

/** A database with one flag. Only its set-up has the usual timeouts. */
async function openThroughProxy() {
  const url = await createDatabase(inject('postgresUrl'));
  await using direct = await openUrl(url);
  const environment = await addEnvironment(direct);
  await addFlag(aWriteContext(direct), environment, { key: 'a' });
  const proxy = await startFaultProxy(addressOf(url));
  const database = await openUrl(throughProxy(url, proxy), TIMEOUTS);
  return { proxy, database, environment };
}

describe('10.1 unparsable bytes from PostgreSQL', () => {
  it.each([3, 7, 16, 33, 61, 120, 200, 331])(
    'never crash the process, and every use works once they stop (every %s bytes)',
    async (everyBytes) => {
      await using stack = new AsyncDisposableStack();
      const { proxy, database, environment } = await openThroughProxy();
      stack.use(proxy);
      stack.use(database);
      const stop = database.listen(() => undefined);
      stack.defer(stop);
      const uses = [
        () => loadVersions(database),
        () => loadRuleset(database, environment),
        () => touch(aWriteContext(database), environment),
        () => database.query('select $1::text as a, now() as b', ['x']),
      ];
      proxy.setFault({ kind: 'corrupt', everyBytes });
      // An uncaught error fails the run.
      for (let round = 0; round < 5; round++) await Promise.allSettled(uses.map((use) => use()));
      await database.migrate().catch(() => undefined);
      proxy.setFault({ kind: 'none' });
      await eventually(() => Promise.all(uses.map((use) => use())));
    },
  );

  it('make calls fail as DATABASE_UNAVAILABLE', async () => {
    await using stack = new AsyncDisposableStack();
    const { proxy, database } = await openThroughProxy();
    stack.use(proxy);
    stack.use(database);
    proxy.setFault({ kind: 'corrupt', everyBytes: 2 });
    await expect(loadVersions(database)).rejects.toBeInstanceOf(DomainError);
    await expect(loadVersions(database)).rejects.toMatchObject({ failure: { code: 'DATABASE_UNAVAILABLE' } });
  });
});
