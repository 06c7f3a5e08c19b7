import { Problem } from '@burgee/contracts';
import { evaluate } from '@burgee/evaluator';
import { defineFlags, flag } from '@burgee/flags';
import { NOW } from '@burgee/testing';
import express, { type ErrorRequestHandler } from 'express';
import { describe, expect, it } from 'vitest';
import { featureFlags, requireFlag, type RequireFlagOptions } from './index.ts';
import { appWith, listening, OPTIONS, ruleset } from './test-app.ts';

describe('requireFlag', () => {
  it('F1.14 passes a request on if the flag is on for its user', async () => {
    const app = appWith();
    app.get('/', requireFlag('half'), (_request, response) => void response.json('in'));
    await using server = await listening(app);
    const users = Array.from({ length: 20 }, (_, i) => `user-${i}`);

    for (const userId of users) {
      const isOn = evaluate(ruleset, 'half', { userId }, { now: NOW }).enabled;
      expect((await server.get(`/?userId=${userId}`)).status, userId).toBe(isOn ? 200 : 404);
    }
  });

  it('F1.14 answers 404 with a problem that says why if the flag is off', async () => {
    const app = express();
    app.use((_request, response, next) => {
      response.setHeader('X-Request-Id', 'request-7');
      next();
    });
    app.get('/', featureFlags(OPTIONS), requireFlag('wishlist-reorder'));
    await using server = await listening(app);

    const response = await server.get('/');
    expect(response.status).toBe(404);
    expect(response.headers.get('Content-Type')).toMatch(/^application\/problem\+json/);
    expect(Problem.parse(await response.json())).toEqual({
      type: 'urn:burgee:problem:feature-not-available',
      title: 'Feature not available',
      status: 404,
      code: 'FEATURE_NOT_AVAILABLE',
      hint: 'It is behind the flag "wishlist-reorder", which is off for you.',
      requestId: 'request-7',
    });
  });

  it('omits the request id if requests have none', async () => {
    const app = appWith();
    app.get('/', requireFlag('wishlist-reorder'));
    await using server = await listening(app);

    expect(await (await server.get('/')).json()).not.toHaveProperty('requestId');
  });

  it('F1.14 redirects to another path if the flag is off', async () => {
    const app = appWith();
    app.get(
      '/new',
      requireFlag('wishlist-reorder', { else: '/old' }),
      (_request, response) => void response.json('new'),
    );
    app.get('/on', requireFlag('wishlist-gallery', { else: '/old' }), (_request, response) => void response.json('on'));
    app.get('/old', (_request, response) => void response.json('old'));
    await using server = await listening(app);

    const redirect = await server.get('/new', { redirect: 'manual' });
    expect([redirect.status, redirect.headers.get('Location')]).toEqual([302, '/old']);
    expect(await (await server.get('/new')).json()).toBe('old');
    expect(await (await server.get('/on')).json()).toBe('on');
  });

  it('sends answers that no cache stores for other users, unless the application decides otherwise', async () => {
    const app = appWith();
    app.get('/', requireFlag('wishlist-reorder'));
    app.get('/redirect', requireFlag('wishlist-reorder', { else: '/' }));
    app.get(
      '/own',
      (_request, response, next) => {
        response.setHeader('Cache-Control', 'private, max-age=5');
        next();
      },
      requireFlag('wishlist-reorder'),
    );
    await using server = await listening(app);

    const cacheControlOf = async (path: string) =>
      (await server.get(path, { redirect: 'manual' })).headers.get('Cache-Control');
    expect(await Promise.all(['/', '/redirect', '/own'].map(cacheControlOf))).toEqual([
      'private, no-store',
      'private, no-store',
      'private, max-age=5',
    ]);
  });

  it.each<[string, RequireFlagOptions, number]>([
    ['color', { is: 'blue' }, 200],
    ['color', { is: 'red' }, 404],
    ['color', { is: true }, 200],
    ['color', { is: 3 }, 404],
    ['wishlist-gallery', { is: true }, 200],
    ['wishlist-gallery', { is: false }, 404],
    ['wishlist-reorder', { is: false }, 200],
    ['limits', { is: 'blue' }, 404],
    ['nothing', { is: '' }, 404],
    ['nothing', { is: 0 }, 404],
    ['nothing', { is: false }, 200],
  ])('F1.14 answers a request for the flag %s with %j: %d', async (key, options, status) => {
    const app = appWith();
    app.get('/', requireFlag(key, options), (_request, response) => void response.json('in'));
    await using server = await listening(app);

    expect((await server.get('/')).status).toBe(status);
  });

  it('B.6 compares with the declared fallback if the flag has no value', async () => {
    const app = appWith({ flags: defineFlags({ plan: flag.oneOf(['free', 'pro'], 'pro') }) });
    app.get('/:plan', (request, response, next) => {
      requireFlag('plan', { is: request.params.plan })(request, response, next);
    });
    app.use((_request, response) => void response.json('in'));
    await using server = await listening(app);

    expect((await server.get('/pro')).status).toBe(200);
    expect((await server.get('/free')).status).toBe(404);
  });

  it('names the missing middleware', async () => {
    const app = express();
    app.get('/', requireFlag('wishlist-gallery'), (_request, response) => void response.json('in'));
    app.use(((error: Error, _request, response, _next) => {
      response.status(500).json(error.message);
    }) satisfies ErrorRequestHandler);
    await using server = await listening(app);

    const response = await server.get('/');
    expect(response.status).toBe(500);
    expect(await response.json()).toContain("requireFlag('wishlist-gallery') needs featureFlags() before it");
  });
});
