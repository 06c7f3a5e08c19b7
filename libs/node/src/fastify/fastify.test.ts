import fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import type { FlagServer } from '../flag-server-types.ts';
import { contextOfUser, fail, NOT_AVAILABLE, startFlags } from '../test-adapters.ts';
import { featureFlags, requireFlag } from './index.ts';

async function appWith(burgee: FlagServer) {
  const app = fastify();
  await app.register(featureFlags, {
    burgee,
    contextOf: async ({ query }) => contextOfUser((query as { userId?: string }).userId),
  });
  return app;
}

describe('13.8 Fastify', () => {
  it('has the flags of the user of each request, in all scopes', async () => {
    await using burgee = await startFlags();
    await using app = await appWith(burgee);
    app.get('/', ({ flags }) => [flags.isEnabled('new-checkout'), flags.get('color', 'red')]);
    await app.register(async (inner) => {
      inner.get('/inner', { preHandler: requireFlag('new-checkout') }, ({ flags }) => flags.isOn('new-checkout'));
    });

    expect((await app.inject('/?userId=ann')).json()).toEqual([true, 'blue']);
    expect((await app.inject('/?userId=ben')).json()).toEqual([false, 'blue']);
    expect((await app.inject('/inner?userId=ann')).json()).toBe(true);
  });

  it('reads the context after the hooks that find out who the user is', async () => {
    await using burgee = await startFlags();
    await using app = fastify();
    await app.register(featureFlags, { burgee, contextOf: ({ headers }) => contextOfUser(headers.from) });
    app.addHook('onRequest', async ({ headers }) => void (headers.from = 'ann'));
    app.get('/', ({ flags }) => flags.isEnabled('new-checkout'));

    expect((await app.inject('/')).json()).toBe(true);
  });

  it('has fallbacks if the context cannot be determined, and reports the error', async () => {
    await using burgee = await startFlags();
    await using app = fastify();
    await app.register(featureFlags, { burgee, contextOf: () => fail('no session store') });
    app.get('/', ({ flags }) => [flags.isEnabled('gallery'), flags.get('color', 'red')]);

    expect((await app.inject('/')).json()).toEqual([false, 'red']);
    expect(burgee.problems).toEqual([
      expect.objectContaining({ message: expect.stringContaining('no session store') }),
    ]);
  });

  it('passes a request on if its flag is on, or has a value', async () => {
    await using burgee = await startFlags();
    await using app = await appWith(burgee);
    app.get('/', { preHandler: requireFlag('new-checkout') }, () => 'new');
    app.get('/blue', { preHandler: requireFlag('color', { is: 'blue' }) }, () => 'blue');
    app.get('/red', { preHandler: [requireFlag('gallery'), requireFlag('color', { is: 'red' })] }, () => 'red');
    const statusOf = async (path: string) => (await app.inject(path)).statusCode;

    expect((await app.inject('/?userId=ann')).body).toBe('new');
    expect(await Promise.all(['/?userId=ben', '/blue', '/red'].map(statusOf))).toEqual([404, 200, 404]);
  });

  it('answers 404 with a problem that says why if the flag is off', async () => {
    await using burgee = await startFlags();
    await using app = await appWith(burgee);
    app.addHook('onRequest', async (_request, reply) => void reply.header('X-Request-Id', 'request-7'));
    app.get('/', { preHandler: requireFlag('new-checkout') }, () => 'new');

    const response = await app.inject('/');
    expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(response.headers['cache-control']).toBe('private, no-store');
    expect(response.json()).toEqual({ ...NOT_AVAILABLE, requestId: 'request-7' });
  });

  it('redirects to another path, and keeps the caching that the application decided', async () => {
    await using burgee = await startFlags();
    await using app = await appWith(burgee);
    app.addHook('onRequest', async (_request, reply) => void reply.header('Cache-Control', 'private, max-age=5'));
    app.get('/', { preHandler: requireFlag('new-checkout', { else: '/old' }) }, () => 'new');

    const { statusCode, headers } = await app.inject('/');
    expect([statusCode, headers.location, headers['cache-control']]).toEqual([302, '/old', 'private, max-age=5']);
  });

  it('names the missing plugin', async () => {
    await using app = fastify();
    app.get('/', { preHandler: requireFlag('new-checkout') }, () => 'new');

    const response = await app.inject('/');
    expect(response.statusCode).toBe(500);
    expect(response.json()).toMatchObject({
      message: expect.stringContaining("requireFlag('new-checkout') needs featureFlags before it"),
    });
  });
});
