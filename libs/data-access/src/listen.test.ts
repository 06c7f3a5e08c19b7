import { EnvironmentKey } from '@burgee/contracts';
import { addressOf, startFaultProxy, startPostgres, throughProxy } from '@burgee/testing';
import { expect, it, vi } from 'vitest';
import type { Database } from './database.ts';
import { listenOnPglite, type ChangeHint } from './listen.ts';
import {
  addEnvironment,
  aWriteContext,
  openPostgres,
  openSql,
  openUrl,
  PATIENT,
  touch,
  untilListening,
  untilNobodyListens,
} from './test-database.ts';

/** Listens, and gives hints one by one as they come. */
function hintsOf(database: Database) {
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

it('hears of a change that another server committed', async () => {
  await using one = await openPostgres();
  await using other = await openUrl(one.url);
  await using sql = await openSql(one.url);
  const environment = await addEnvironment(one);
  await using hints = hintsOf(other);
  await untilListening(sql);
  await touch(aWriteContext(one), environment);
  expect(await hints.next()).toEqual({ environment, version: 1 });
});

it('connects again by itself when its connection is cut', async () => {
  await using database = await openPostgres();
  await using sql = await openSql(database.url);
  const environment = await addEnvironment(database);
  await using hints = hintsOf(database);
  const first = await untilListening(sql);
  await sql.query('select pg_terminate_backend($1)', [first]);
  await untilListening(sql, first);
  await touch(aWriteContext(database), environment);
  expect(await hints.next()).toEqual({ environment, version: 1 });
});

it('10.15 replaces its connection when that hangs, and reports it', async () => {
  await using stack = new AsyncDisposableStack();
  const direct = stack.use(await openPostgres());
  const sql = stack.use(await openSql(direct.url));
  const environment = await addEnvironment(direct);
  const proxy = stack.use(await startFaultProxy(addressOf(direct.url)));
  const database = stack.use(await openUrl(throughProxy(direct.url, proxy), { ...PATIENT, requestMs: 1_000 }));
  const hints = stack.use(hintsOf(database));
  const first = await untilListening(sql);
  await vi.waitFor(() => expect(database.reach().notifications).toBe(true));
  for (const connection of proxy.connections) {
    if (connection.sent.includes('listen ')) connection.setFault({ kind: 'hang' });
  }
  await vi.waitFor(() => expect(database.reach().notifications).toBe(false), { timeout: 10_000 });
  await untilListening(sql, first);
  await vi.waitFor(() => expect(database.reach().notifications).toBe(true), { timeout: 10_000 });
  await touch(aWriteContext(direct), environment);
  expect(await hints.next()).toEqual({ environment, version: 1 });
}, 30_000);

it('begins by itself when the server comes up later, and again after a restart', async () => {
  await using postgres = await startPostgres();
  await postgres.stop();
  await using database = await openUrl(postgres.url);
  await using hints = hintsOf(database);
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

it('takes what is no hint of ours for nothing', async () => {
  await using database = await openPostgres();
  await using sql = await openSql(database.url);
  const environment = await addEnvironment(database);
  await using hints = hintsOf(database);
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

it('leaves no connection behind when it is stopped', async () => {
  await using database = await openPostgres();
  await using sql = await openSql(database.url);
  const hints = hintsOf(database);
  await untilListening(sql);
  await hints.stop();
  await untilNobodyListens(sql);
});

it('can be stopped while the server is away', async () => {
  await using postgres = await startPostgres();
  await postgres.stop();
  await using database = await openUrl(postgres.url);
  await hintsOf(database).stop();
});

it('R11 can be stopped while the server hangs', async () => {
  await using postgres = await startPostgres();
  await using sql = await openSql(postgres.url);
  await using database = await openUrl(postgres.url);
  const hints = hintsOf(database);
  await untilListening(sql);
  await postgres.signal('SIGSTOP');
  try {
    await hints.stop();
  } finally {
    await postgres.signal('SIGCONT');
  }
});

it('R11 can be stopped while it connects to a server that hangs', async () => {
  await using postgres = await startPostgres();
  await using database = await openUrl(postgres.url);
  await postgres.signal('SIGSTOP');
  try {
    await hintsOf(database).stop();
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
