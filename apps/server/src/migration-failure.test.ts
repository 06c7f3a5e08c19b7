import { createEmptyDatabase, eventually, runSql } from '@burgee/testing';
import { randomUUID } from 'node:crypto';
import { expect, inject, it } from 'vitest';
import { startTestServer } from './test-server.ts';

it('10.14 a failing migration is logged once and shown in /readyz, and succeeds once its cause is fixed', async () => {
  const role = `role_${randomUUID().replaceAll('-', '')}`;
  const url = new URL(await createEmptyDatabase(inject('postgresUrl'), `empty_${role}`));
  const admin = url.href;
  await runSql(admin, `create role ${role} login`);
  url.username = role;
  // A busy machine may need longer than the default for what follows a migration, which is then reported, too.
  const timeouts = { DATABASE_CONNECT_TIMEOUT_MS: '60000', DATABASE_REQUEST_TIMEOUT_MS: '60000' };
  await using burgee = await startTestServer({
    databaseUrl: url.href,
    settings: { DATABASE_SCHEMA: 'burgee', ...timeouts },
    isUnready: true,
  });
  const errors = () => burgee.logged.filter(({ msg }) => String(msg).startsWith('a migration cannot be applied'));
  const answer = async () => (await burgee.request('/readyz')).body;

  const noSchema = {
    statement: 'create schema "burgee"',
    problem: `permission denied for database empty_${role} (42501)`,
    needs: `the role "${role}" needs CREATE on the database "empty_${role}", which has no schema "burgee"`,
    remedy: `grant create on database "empty_${role}" to "${role}"`,
  };
  await eventually(async () =>
    expect(await answer()).toMatchObject({ status: 'loading', database: { migration: noSchema } }),
  );
  await eventually(() => expect(errors()).toEqual([expect.objectContaining({ level: 50, ...noSchema })]));

  // An administrator creates the schema instead, and forgets the grant.
  await runSql(admin, 'create schema burgee');
  const noPrivilege = { remedy: `grant create, usage on schema "burgee" to "${role}"` };
  await eventually(async () => expect(await answer()).toMatchObject({ database: { migration: noPrivilege } }));
  expect(errors()).toEqual([expect.objectContaining(noSchema), expect.objectContaining(noPrivilege)]);

  await runSql(admin, noPrivilege.remedy);
  await burgee.server.ready;
  expect(await answer()).toMatchObject({ status: 'ready', database: { isCurrent: true } });
  expect(await answer()).not.toHaveProperty('database.migration');
  expect(errors()).toHaveLength(2);
  const unread = burgee.logged.filter(({ msg }) => String(msg).startsWith('the database cannot be read'));
  expect(unread.map(({ problem }) => problem)).toEqual([]);
});
