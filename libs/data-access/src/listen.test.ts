import { EnvironmentKey } from '@burgee/contracts';
import { addressOf, eventually, startFaultProxy, startPostgres, throughProxy } from '@burgee/testing';
import { expect, it } from 'vitest';
import type { Database } from './database.ts';
import { type ChangeHint, listenOnPglite } from './listen.ts';
import {
  addEnvironment,
  aWriteContext,
  LONG_TIMEOUTS,
  openPostgres,
  openSql,
  openUrl,
  touch,
  untilListening,
  untilNobodyListens,
} from './test-database.ts';

/** Listens; `next` returns the hints one by one in order of arrival. */
function collectHints(database: Database) {
  const arrived: ChangeHint[] = [];
  let wake = () => {};
  const stop = database.listen((hint) => {
    arrived.push(hint);
    wake();
  });
  return {
    next: async (): Promise<ChangeHint> => {
      while (arrived.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      return arrived.shift()!;
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

it('receives a hint for a change that another server committed', async () => {
  await using one = await openPostgres();
  await using other = await openUrl(one.url);
  await using sql = await openSql(one.url);
  const environment = await addEnvironment(one);
  await using hints = collectHints(other);
  await untilListening(sql);
  await touch(aWriteContext(one), environment);
  expect(await hints.next()).toEqual({ environment, version: 1 });
});

it('reconnects automatically when its connection is terminated', async () => {
  await using database = await openPostgres();
  await using sql = await openSql(database.url);
  const environment = await addEnvironment(database);
  await using hints = collectHints(database);
  const first = await untilListening(sql);
  await sql.query('select pg_terminate_backend($1)', [first]);
  await untilListening(sql, first);
  await touch(aWriteContext(database), environment);
  expect(await hints.next()).toEqual({ environment, version: 1 });
});

it('10.15 replaces its connection if it hangs, and reports it', async () => {
  await using stack = new AsyncDisposableStack();
  const direct = stack.use(await openPostgres());
  const sql = stack.use(await openSql(direct.url));
  const environment = await addEnvironment(direct);
  const proxy = stack.use(await startFaultProxy(addressOf(direct.url)));
  const database = stack.use(await openUrl(throughProxy(direct.url, proxy), { ...LONG_TIMEOUTS, requestMs: 1_000 }));
  const hints = stack.use(collectHints(database));
  const first = await untilListening(sql);
  await eventually(() => expect(database.reach().notifications).toBe(true));
  for (const connection of proxy.connections) {
    if (connection.sent.includes('listen ')) connection.setFault({ kind: 'hang' });
  }
  await eventually(() => expect(database.reach().notifications).toBe(false));
  await untilListening(sql, first);
  await eventually(() => expect(database.reach().notifications).toBe(true));
  await touch(aWriteContext(direct), environment);
  expect(await hints.next()).toEqual({ environment, version: 1 });
});

it('starts automatically when the server starts later, and again after a restart', async () => {
  await using postgres = await startPostgres();
  await postgres.stop();
  await using database = await openUrl(postgres.url);
  await using hints = collectHints(database);
  for (const version of [1, 2]) {
    await postgres.start();
    await database.migrate();
    await using sql = await openSql(postgres.url);
    if (version === 1) await addEnvironment(database);
    await untilListening(sql);
    await touch(aWriteContext(database), EnvironmentKey.parse('production'));
    expect(await hints.next()).toEqual({ environment: 'production', version });
    await postgres.stop();
  }
});

it('ignores invalid notifications on its channel', async () => {
  await using database = await openPostgres();
  await using sql = await openSql(database.url);
  const environment = await addEnvironment(database);
  await using hints = collectHints(database);
  await untilListening(sql);
  const garbage = [
    '',
    'x',
    'null',
    '[]',
    '{}',
    '{"environment":"production"}',
    '{"environment":"production","version":"1"}',
    '{"environment":"production","version":-1}',
    '{"environment":"production","version":1.5}',
    '{"environment":"no such key!","version":1}',
    '{"environment":"production","version":1,"flags":[]}',
  ];
  for (const payload of garbage) await sql.query('select pg_notify($1, $2)', ['ruleset_changed', payload]);
  await touch(aWriteContext(database), environment);
  expect(await hints.next()).toEqual({ environment, version: 1 });
});

it('closes its connection when it is stopped', async () => {
  await using database = await openPostgres();
  await using sql = await openSql(database.url);
  const hints = collectHints(database);
  await untilListening(sql);
  await hints.stop();
  await untilNobodyListens(sql);
});

it('can be stopped while the server is down', async () => {
  await using postgres = await startPostgres();
  await postgres.stop();
  await using database = await openUrl(postgres.url);
  await collectHints(database).stop();
});

it('R11 can be stopped while the server hangs', async () => {
  await using postgres = await startPostgres();
  await using sql = await openSql(postgres.url);
  await using database = await openUrl(postgres.url);
  const hints = collectHints(database);
  await untilListening(sql);
  await postgres.signal('SIGSTOP');
  try {
    await hints.stop();
  } finally {
    await postgres.signal('SIGCONT');
  }
});

it('R11 can be stopped while it connects to a hung server', async () => {
  await using postgres = await startPostgres();
  await using database = await openUrl(postgres.url);
  await postgres.signal('SIGSTOP');
  try {
    await collectHints(database).stop();
  } finally {
    await postgres.signal('SIGCONT');
  }
});

it('R12 survives an embedded database that cannot be opened', async () => {
  const stop = listenOnPglite(
    () => Promise.reject(new Error('not a database')),
    () => undefined,
  );
  await stop();
});
