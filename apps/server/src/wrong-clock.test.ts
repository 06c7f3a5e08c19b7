import { HOUR_MS } from '@burgee/contracts';
import { createDatabase, eventually } from '@burgee/testing';
import { expect, inject, it } from 'vitest';
import { newFlagAt, startTestServer, type TestServer, valueFor } from './test-server.ts';

const setUser = ({ request }: TestServer, key: string, userId: string, expiresAt: number) =>
  request(`/api/admin/flags/${key}/users`, {
    ...{ as: 'editor' },
    body: { userId, overrideType: 'include', expiresAt: new Date(expiresAt).toISOString() },
  });

it.each([2, -2])('10.2 a server whose clock is %i hours ahead answers and sweeps like the others', async (hours) => {
  const databaseUrl = await createDatabase(inject('postgresUrl'));
  await using right = await startTestServer({ databaseUrl, settings: { JANITOR_INTERVAL_MS: '3600000' } });
  const key = await newFlagAt(right, 0);
  const now = () => new Date().getTime();
  const expired = now() + 1_500;
  expect((await setUser(right, key, 'ada', expired)).status).toBe(201);
  expect((await setUser(right, key, 'bob', now() + HOUR_MS)).status).toBe(201);
  expect(await valueFor(right, key, { userId: 'bob' })).toBe(true);

  const settings = { JANITOR_INTERVAL_MS: '20' };
  await using wrong = await startTestServer({ databaseUrl, settings, aheadMs: hours * HOUR_MS });
  const left = async () => {
    const { body } = await right.request(`/api/admin/flags/${key}/users`, { as: 'viewer' });
    return (body as { includes: { target: string }[] }).includes.map(({ target }) => target);
  };
  await eventually(async () => expect(await left()).toEqual(['bob']));
  expect(now()).toBeGreaterThanOrEqual(expired);
  for (const server of [right, wrong]) expect(await valueFor(server, key, { userId: 'bob' })).toBe(true);

  const { clock } = (await wrong.request('/readyz')).body as { clock: { offsetMs: number; isTrusted: boolean } };
  expect(Math.abs(clock.offsetMs - hours * HOUR_MS)).toBeLessThan(20_000);
  expect(clock.isTrusted).toBe(false);
  const direction = hours > 0 ? 'ahead of' : 'behind';
  // The measurement includes half of a round trip, which is long on a busy machine.
  const problem = expect.stringMatching(
    `^this server's clock is 7(19|20)\\d\\.\\d s ${direction} the database's$`,
  ) as string;
  expect(wrong.logged).toContainEqual(
    expect.objectContaining({ msg: 'the clocks of server and database differ', problem }),
  );
  expect((await right.request('/readyz')).body).toMatchObject({ clock: { isTrusted: true } });
  expect(right.logged).not.toContainEqual(expect.objectContaining({ msg: 'the clocks of server and database differ' }));
});
