import { eventually, runSql, startPostgres } from '@burgee/testing';
import { expect, it } from 'vitest';
import { startTestServer } from './test-server.ts';

it('10.14 a database that refuses the server is logged once, with the cause and without the password', async () => {
  await using postgres = await startPostgres({ authentication: ['host all app 127.0.0.1/32 scram-sha-256'] });
  await runSql(postgres.url, `create role app login password 'right'`);
  await runSql(postgres.url, 'create database app owner app');
  const url = Object.assign(new URL(postgres.url), { username: 'app', password: 'not-this-one', pathname: '/app' });
  await using burgee = await startTestServer({ databaseUrl: url.href, isUnready: true });
  const warnings = () => burgee.logged.filter(({ msg }) => String(msg).startsWith('the database cannot be read'));
  await eventually(() => expect(warnings()).toHaveLength(1));
  expect(warnings()[0]).toMatchObject({
    level: 40,
    problem: 'The database cannot be reached: password authentication failed for user "app" (28P01)',
  });
  await runSql(postgres.url, `alter role app password 'not-this-one'`);
  await burgee.server.ready;
  expect(warnings()).toHaveLength(1);
  expect(burgee.lines.join('')).not.toContain('not-this-one');
});
