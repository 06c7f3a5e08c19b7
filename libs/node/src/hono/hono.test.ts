import { Hono } from 'hono';
import { requestId } from 'hono/request-id';
import { describe, expect, it } from 'vitest';
import type { FlagServer } from '../flag-server-types.ts';
import { contextOfUser, fail, NOT_AVAILABLE, startFlags } from '../test-adapters.ts';
import { featureFlags, requireFlag } from './index.ts';

function appWith(burgee: FlagServer) {
  return new Hono()
    .use(featureFlags(burgee, async (c) => contextOfUser(c.req.query('userId'))))
    .get('/flags', (c) => c.json([c.var.flags.isEnabled('new-checkout'), c.var.flags.get('color', 'red')]));
}

describe('13.8 Hono', () => {
  it('has the flags of the user of each request', async () => {
    await using burgee = await startFlags();
    const app = appWith(burgee);

    expect(await (await app.request('/flags?userId=ann')).json()).toEqual([true, 'blue']);
    expect(await (await app.request('/flags?userId=ben')).json()).toEqual([false, 'blue']);
  });

  it('has fallbacks if the context cannot be determined, and reports the error', async () => {
    await using burgee = await startFlags();
    const app = new Hono()
      .use(featureFlags(burgee, () => fail('no session store')))
      .get('/', (c) => c.json([c.var.flags.isEnabled('gallery'), c.var.flags.get('color', 'red')]));

    expect(await (await app.request('/')).json()).toEqual([false, 'red']);
    expect(burgee.problems).toEqual([
      expect.objectContaining({ message: expect.stringContaining('no session store') }),
    ]);
  });

  it('passes a request on if its flag is on, or has a value', async () => {
    await using burgee = await startFlags();
    const app = appWith(burgee)
      .get('/', requireFlag('new-checkout'), (c) => c.text('new'))
      .get('/blue', requireFlag('color', { is: 'blue' }), (c) => c.text('blue'))
      .get('/red', requireFlag('color', { is: 'red' }), (c) => c.text('red'));
    const statusOf = async (path: string) => (await app.request(path)).status;

    expect(await (await app.request('/?userId=ann')).text()).toBe('new');
    expect(await Promise.all(['/?userId=ben', '/blue', '/red'].map(statusOf))).toEqual([404, 200, 404]);
  });

  it('answers 404 with a problem that says why if the flag is off', async () => {
    await using burgee = await startFlags();
    const app = appWith(burgee)
      .use(requestId({ generator: () => 'request-7' }))
      .get('/', requireFlag('new-checkout'), (c) => c.text('new'));

    const response = await app.request('/');
    expect(response.headers.get('Content-Type')).toBe('application/problem+json');
    expect(response.headers.get('Cache-Control')).toBe('private, no-store');
    expect(await response.json()).toEqual({ ...NOT_AVAILABLE, requestId: 'request-7' });
  });

  it('redirects to another path, and keeps the caching that the application decided', async () => {
    await using burgee = await startFlags();
    const app = appWith(burgee)
      .use(async (c, next) => {
        c.header('Cache-Control', 'private, max-age=5');
        await next();
      })
      .get('/', requireFlag('new-checkout', { else: '/old' }), (c) => c.text('new'));

    const { status, headers } = await app.request('/');
    expect([status, headers.get('Location'), headers.get('Cache-Control')]).toEqual([
      302,
      '/old',
      'private, max-age=5',
    ]);
  });

  it('names the missing middleware', async () => {
    const app = new Hono()
      .get('/', requireFlag('new-checkout'), (c) => c.text('new'))
      .onError(({ message }, c) => c.text(message, 500));

    const response = await app.request('/');
    expect(response.status).toBe(500);
    expect(await response.text()).toContain("requireFlag('new-checkout') needs featureFlags() before it");
  });
});
