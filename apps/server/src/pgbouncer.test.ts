import { rolloutOf } from '@burgee/contracts';
import { createDatabase, eventually, findPgBouncer, startPgBouncer } from '@burgee/testing';
import { describe, expect, inject, it } from 'vitest';
import { startTestServer } from './test-server.ts';

describe.skipIf(!findPgBouncer())('10.14 behind PgBouncer', () => {
  it.each([
    { mode: 'session', warns: false },
    { mode: 'transaction', warns: true },
  ] as const)('in $mode mode, a change on one server is served by another', async ({ mode, warns }) => {
    await using bouncer = await startPgBouncer(inject('postgresUrl'), { mode, poolSize: 50 });
    const databaseUrl = bouncer.through(await createDatabase(inject('postgresUrl')));
    await using one = await startTestServer({ databaseUrl });
    await using other = await startTestServer({ databaseUrl });
    const added = await one.request('/api/admin/flags', {
      as: 'editor',
      body: { key: 'late', enabled: true, rollout: rolloutOf(100) },
    });
    expect(added.body).toMatchObject({ key: 'late' });
    await eventually(async () => expect((await other.request('/api/config/flags')).body).toMatchObject({ late: true }));
    const warned = [one, other].some(({ logged }) =>
      logged.some(({ msg }) => String(msg).includes('transaction mode')),
    );
    expect(warned).toBe(warns);
  });
});
