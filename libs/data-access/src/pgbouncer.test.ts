import { createEmptyDatabase, eventually, findPgBouncer, startPgBouncer } from '@burgee/testing';
import { randomUUID } from 'node:crypto';
import { describe, expect, inject, it, vi } from 'vitest';
import type { ChangeHint } from './listen.ts';
import { loadVersions } from './load-ruleset.ts';
import {
  addEnvironment,
  aWriteContext,
  openSql,
  openUrl,
  readVersion,
  touch,
  untilListening,
} from './test-database.ts';

const anEmptyDatabase = () => createEmptyDatabase(inject('postgresUrl'), `empty_${randomUUID().replaceAll('-', '')}`);

describe.skipIf(!findPgBouncer())('10.14 PgBouncer', () => {
  it('in session mode is like a direct connection: it migrates, writes, reads and notifies', async () => {
    await using bouncer = await startPgBouncer(inject('postgresUrl'), { mode: 'session' });
    const url = await anEmptyDatabase();
    await using database = await openUrl(bouncer.through(url));
    expect(await database.migrate()).toEqual({ hasOwnSessions: true });
    const environment = await addEnvironment(database);
    const onHint = vi.fn<(hint: ChangeHint) => void>();
    const stop = database.listen(onHint);
    await using sql = await openSql(url);
    await untilListening(sql);
    await touch(aWriteContext(database), environment);
    await eventually(() => expect(onHint).toHaveBeenCalledWith({ environment, version: 1 }));
    expect((await loadVersions(database)).get(environment)).toBe(1);
    expect((await database.query('select $1::int as one', [1])).rows).toEqual([{ one: 1 }]);
    await stop();
  });

  it('in transaction mode is detected, and servers can still migrate concurrently and write', async () => {
    await using bouncer = await startPgBouncer(inject('postgresUrl'), { mode: 'transaction' });
    const url = bouncer.through(await anEmptyDatabase());
    await using one = await openUrl(url);
    await using other = await openUrl(url);
    expect(await one.migrate()).toEqual({ hasOwnSessions: false });
    await Promise.all([one.migrate(), other.migrate()]);
    const environment = await addEnvironment(one);
    const contexts = [aWriteContext(one), aWriteContext(other)];
    await Promise.all(contexts.flatMap((ctx) => Array.from({ length: 20 }, () => touch(ctx, environment))));
    expect(await readVersion(one, environment)).toBe(40);
  });
});
