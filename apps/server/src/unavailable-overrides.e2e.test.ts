import { connectDatabase } from '@burgee/data-access';
import { eventually, startPostgres } from '@burgee/testing';
import { describe, expect, it } from 'vitest';
import { newFlagAt, startTestServer, type TestServer, valueFor } from './test-server.ts';

const include = ({ request }: TestServer, flagKey: string, userId: string) =>
  request(`/api/admin/flags/${flagKey}/users`, { as: 'editor', body: { userId, overrideType: 'include' } });

describe('R5 R6 R18 the database', () => {
  for (const [how, away, back] of [
    ['stopped', 'stop', 'start'],
    ['hung', 'SIGSTOP', 'SIGCONT'],
  ] as const) {
    it(`${how}: known users keep their values, new users get one, changes get 503`, async () => {
      await using postgres = await startPostgres();
      const own = await connectDatabase({ url: postgres.url });
      await own.migrate();
      await own.close();
      await using burgee = await startTestServer({ databaseUrl: postgres.url });
      const key = await newFlagAt(burgee, 0);
      await include(burgee, key, 'warm');
      await include(burgee, key, 'cold');
      expect(await valueFor(burgee, key, { userId: 'warm' })).toBe(true);
      await (away === 'stop' ? postgres.stop() : postgres.signal(away));
      try {
        expect(await valueFor(burgee, key, { userId: 'warm' })).toBe(true);
        // An override that cannot be looked up is ignored; the evaluation still answers.
        expect(await valueFor(burgee, key, { userId: 'cold' })).toBe(false);
        expect(await valueFor(burgee, key, { userId: 'nobody' })).toBe(false);
        const explained = await burgee.request('/api/config/evaluate', {
          as: 'viewer',
          body: { context: { userId: 'warm' }, flagKeys: [key], explain: true },
        });
        expect(explained).toMatchObject({ status: 200, body: { flags: { [key]: { value: true, layer: 'user' } } } });
        const refused = await include(burgee, key, 'later');
        expect(refused).toMatchObject({ status: 503, body: { code: 'DATABASE_UNAVAILABLE' } });
        expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
      } finally {
        await (back === 'start' ? postgres.start() : postgres.signal(back));
      }
      await eventually(async () => expect(await valueFor(burgee, key, { userId: 'cold' })).toBe(true));
    });
  }
});
