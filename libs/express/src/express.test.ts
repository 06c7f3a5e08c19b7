import { type Evaluation, type EvaluationContext, Problem } from '@burgee/contracts';
import { compileRuleset, evaluateAll, overridesFor as overridesForContext } from '@burgee/evaluator';
import { defineFlags, flag, type GetFlag } from '@burgee/flags';
import { aFlag, aRuleset, aTextFlag, aUserOverride, NOW } from '@burgee/testing';
import express, { type ErrorRequestHandler, type Express, type Request } from 'express';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { featureFlags, type FeatureFlagsOptions, requireFlag } from './index.ts';

const ruleset = compileRuleset(
  aRuleset({
    flags: [
      aFlag({ key: 'wishlist-gallery' }),
      aFlag({ key: 'wishlist-reorder', enabled: false }),
      aFlag({ key: 'half', rollout: 50 }),
      aTextFlag({ key: 'color' }),
      aFlag({
        key: 'limits',
        type: 'json',
        variants: { on: { perDay: 5 }, off: { perDay: 0 } },
      }),
    ],
  }),
);
const evaluateFlags = (context: EvaluationContext): readonly Evaluation[] =>
  evaluateAll(ruleset, context, { now: NOW });
const contextOf = ({ query }: Request): EvaluationContext =>
  typeof query['userId'] === 'string' ? { userId: query['userId'] } : {};

describe('req.featureFlags', () => {
  it('W9.8 is evaluated once per request, even if handlers read it several times', async () => {
    const evaluateAllOnce = vi.fn(evaluateFlags);
    const app = appWith({ evaluateAll: evaluateAllOnce });
    app.get('/', requireFlag('wishlist-gallery'), requireFlag('wishlist-gallery'), ({ featureFlags }, response) => {
      featureFlags.isEnabled('wishlist-reorder');
      featureFlags.get('color', 'red');
      response.json([...featureFlags.all().keys()]);
    });
    await using server = await listening(app);

    await server.get('/?userId=ann');
    expect(evaluateAllOnce).toHaveBeenCalledTimes(1);
    expect(evaluateAllOnce).toHaveBeenLastCalledWith({ userId: 'ann' }, undefined);
    await server.get('/?userId=bob');
    expect(evaluateAllOnce).toHaveBeenCalledTimes(2);
    expect(evaluateAllOnce).toHaveBeenLastCalledWith({ userId: 'bob' }, undefined);
  });

  it('W9.8 is not evaluated for a request that reads no flag', async () => {
    const evaluateAllNever = vi.fn(evaluateFlags);
    const app = appWith({ evaluateAll: evaluateAllNever });
    app.get('/', (_request, response) => void response.json('hello'));
    await using server = await listening(app);

    await server.get('/');
    expect(evaluateAllNever).not.toHaveBeenCalled();
  });

  it('B.6 has the fallbacks and the types of declared flags, and reports other values once', async () => {
    const flags = defineFlags({
      color: flag.oneOf(['blue', 'red'], 'red'),
      limits: flag.json(['none']),
      missing: flag.boolean(true),
      title: flag.string('Welcome'),
    });
    const onError = vi.fn();
    const app = appWith({ flags, onError });
    app.get('/', ({ featureFlags }, response) => {
      const get = featureFlags.get as GetFlag<typeof flags>;
      response.json([get('color'), get('limits'), get('limits'), featureFlags.isEnabled('missing'), get('title')]);
    });
    await using server = await listening(app);

    expect(await (await server.get('/')).json()).toEqual(['blue', ['none'], ['none'], true, 'Welcome']);
    expect(onError.mock.calls.map(([error]) => (error as Error).message)).toEqual([
      'limits: The value is object, and the flag is declared as list.',
    ]);
  });

  it('does not change within a request, and is off for flags that do not exist', async () => {
    const app = appWith();
    app.get('/', ({ featureFlags }, response) => {
      const answers = ['wishlist-gallery', 'wishlist-reorder', 'nothing', '__proto__', 'constructor'];
      const isSame = featureFlags.all() === featureFlags.all();
      response.json([isSame, ...answers.map((key) => featureFlags.isEnabled(key))]);
    });
    await using server = await listening(app);

    expect(await (await server.get('/')).json()).toEqual([true, true, false, false, false, false]);
  });

  it('returns values, or the fallback if the value is of another type', async () => {
    const app = appWith();
    app.get('/', ({ featureFlags }, response) => {
      response.json([
        featureFlags.get('color', 'red'),
        featureFlags.get('color', false),
        featureFlags.get('nothing', 3),
        featureFlags.get('limits', { perDay: 1 }),
        featureFlags.get('limits', []),
        featureFlags.get('limits', null),
        featureFlags.get('nothing', null),
      ]);
    });
    await using server = await listening(app);

    expect(await (await server.get('/')).json()).toEqual(['blue', false, 3, { perDay: 5 }, [], { perDay: 5 }, null]);
  });

  it('W39.2 applies the overrides that were looked up, even asynchronously', async () => {
    const exclude = aUserOverride({ flagKey: 'wishlist-gallery', target: 'ann', overrideType: 'exclude' });
    const overridesFor = vi.fn(async (context: EvaluationContext) => overridesForContext([exclude], context));
    const app = appWith({
      overridesFor,
      evaluateAll: (context, overrides) => evaluateAll(ruleset, context, { now: NOW, ...(overrides && { overrides }) }),
    });
    app.get('/', ({ featureFlags }, response) => void response.json(featureFlags.isEnabled('wishlist-gallery')));
    await using server = await listening(app);

    expect(await (await server.get('/?userId=ann')).json()).toBe(false);
    expect(await (await server.get('/?userId=bob')).json()).toBe(true);
    expect(overridesFor).toHaveBeenCalledTimes(2);
  });

  it('R1 continues without overrides if looking them up fails, and reports the error', async () => {
    const onError = vi.fn();
    const app = appWith({ overridesFor: () => Promise.reject(new Error('away')), onError });
    app.get('/', ({ featureFlags }, response) => void response.json(featureFlags.isEnabled('wishlist-gallery')));
    await using server = await listening(app);

    expect(await (await server.get('/')).json()).toBe(true);
    expect(onError).toHaveBeenCalledTimes(1);
  });

  it('W9.8 waits for an asynchronous context, such as one from a session store', async () => {
    const evaluateAllOnce = vi.fn(evaluateFlags);
    const app = appWith({
      evaluateAll: evaluateAllOnce,
      contextOf: async (request) => {
        await new Promise<void>((resolve) => setImmediate(resolve));
        return contextOf(request);
      },
    });
    app.get('/', ({ featureFlags }, response) => void response.json(featureFlags.isEnabled('wishlist-gallery')));
    await using server = await listening(app);

    expect(await (await server.get('/?userId=ann')).json()).toBe(true);
    expect(evaluateAllOnce).toHaveBeenCalledExactlyOnceWith({ userId: 'ann' }, undefined);
  });

  it('W9.8 is evaluated for the context as JSON represents it, even if the object changes', async () => {
    const shared = { userId: '' };
    const evaluateAllOnce = vi.fn(evaluateFlags);
    const app = appWith({
      evaluateAll: evaluateAllOnce,
      contextOf: () => Object.assign(shared, { userId: 'ann', at: new Date(0), nothing: undefined }),
    });
    app.get('/', ({ featureFlags }, response) => {
      shared.userId = 'bob';
      response.json(featureFlags.isEnabled('wishlist-gallery'));
    });
    await using server = await listening(app);

    await server.get('/');
    expect(evaluateAllOnce.mock.lastCall?.[0]).toStrictEqual({ userId: 'ann', at: '1970-01-01T00:00:00.000Z' });
  });

  class Account {
    readonly userId = 'ann';
  }
  it.each<[string, () => unknown]>([
    ['a Map', () => new Map([['userId', 'ann']])],
    ['an instance of a class', () => new Account()],
    ['a list', () => ['ann']],
    ['nothing', () => undefined],
    ['a promise of null', async () => null],
    ['an attribute that is a BigInt', () => ({ balance: 1n })],
    ['an attribute that is a promise', () => ({ userId: Promise.resolve('ann') })],
  ])(
    'W39.9 returns INVALID_CONTEXT for every flag if the context is %s, and reports the error',
    async (_what, contextOf) => {
      const onError = vi.fn();
      const app = appWith({ contextOf: contextOf as never, onError });
      app.get('/', ({ featureFlags }, response) => {
        response.json([...featureFlags.all().values()].map(({ enabled, errorCode }) => [enabled, errorCode]));
      });
      await using server = await listening(app);

      const answers = (await (await server.get('/')).json()) as unknown[];
      expect(answers).toEqual(answers.map(() => [false, 'INVALID_CONTEXT']));
      expect(answers).toHaveLength(5);
      expect(onError).toHaveBeenCalledExactlyOnceWith(
        expect.objectContaining({ message: expect.stringContaining('contextOf did not return a context') }),
        expect.anything(),
      );
    },
  );

  it('returns values that no handler can change for another one', async () => {
    const app = appWith();
    app.get('/', ({ featureFlags }, response) => {
      const value = featureFlags.get('limits', { perDay: 1 });
      expect(() => (value.perDay = 99)).toThrow(TypeError);
      expect(() => Object.assign(featureFlags.all().get('limits') as object, { enabled: false })).toThrow(TypeError);
      response.json(value);
    });
    await using server = await listening(app);

    expect(await (await server.get('/')).json()).toEqual({ perDay: 5 });
  });

  it('R1 is off and reports the error if the context does not arrive within 1 s, and the request continues', async () => {
    const onError = vi.fn();
    const app = appWith({ contextOf: () => new Promise(() => {}), onError });
    app.get('/', ({ featureFlags }, response) => void response.json(featureFlags.isEnabled('wishlist-gallery')));
    await using server = await listening(app);

    expect(await (await server.get('/')).json()).toBe(false);
    expect(onError.mock.calls.map(([error]) => String(error))).toEqual(['Error: contextOf took longer than 1 s.']);
  });

  it('R1 continues without overrides if they do not arrive within 1 s', async () => {
    const onError = vi.fn();
    const app = appWith({ overridesFor: () => new Promise(() => {}), onError });
    app.get('/', ({ featureFlags }, response) => void response.json(featureFlags.isEnabled('wishlist-gallery')));
    await using server = await listening(app);

    expect(await (await server.get('/')).json()).toBe(true);
    expect(onError.mock.calls.map(([error]) => String(error))).toEqual(['Error: overridesFor took longer than 1 s.']);
  });

  it.each<[string, Partial<FeatureFlagsOptions>]>([
    ['contextOf', { contextOf: () => fail('away') }],
    ['evaluateAll', { evaluateAll: () => fail('broken') }],
    ['evaluateAll, by its result,', { evaluateAll: () => null as never }],
  ])('R1 is off if %s fails, even if onError fails too', async (_what, broken) => {
    const app = appWith({ ...broken, onError: () => fail('cannot be reported either') });
    app.get('/', ({ featureFlags }, response) => void response.json(featureFlags.isEnabled('wishlist-gallery')));
    await using server = await listening(app);

    expect(await (await server.get('/')).json()).toBe(false);
  });

  it.each([
    ['context', { contextOf: () => fail('no session store') }],
    ['promise of a context', { contextOf: () => Promise.reject(new Error('no session store')) }],
    ['evaluation', { evaluateAll: () => fail('not loaded yet') }],
  ])('R1 is off and reports the error once if the %s throws, and the request continues', async (_what, broken) => {
    const onError = vi.fn();
    const app = appWith({ ...broken, onError });
    app.get('/', ({ featureFlags }, response) => {
      response.json([featureFlags.isEnabled('wishlist-gallery'), featureFlags.get('color', 'red')]);
    });
    await using server = await listening(app);

    expect(await (await server.get('/')).json()).toEqual([false, 'red']);
    expect(onError).toHaveBeenCalledTimes(1);
  });
});

describe('requireFlag', () => {
  it('F1.14 passes a request on if the flag is on for its user', async () => {
    const app = appWith();
    app.get('/', requireFlag('half'), (_request, response) => void response.json('in'));
    await using server = await listening(app);
    const users = Array.from({ length: 20 }, (_, i) => `user-${i}`);

    for (const userId of users) {
      const isOn = evaluateFlags({ userId }).some(({ key, enabled }) => key === 'half' && enabled);
      expect((await server.get(`/?userId=${userId}`)).status, userId).toBe(isOn ? 200 : 404);
    }
  });

  it('F1.14 answers 404 with a problem that says why if the flag is off', async () => {
    const app = express();
    app.use((_request, response, next) => {
      response.setHeader('X-Request-Id', 'request-7');
      next();
    });
    app.get('/', featureFlags({ contextOf, evaluateAll: evaluateFlags }), requireFlag('wishlist-reorder'));
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

function appWith(options: Partial<FeatureFlagsOptions> = {}): Express {
  const app = express();
  app.use(featureFlags({ contextOf, evaluateAll: evaluateFlags, ...options }));
  return app;
}

async function listening(app: Express) {
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    get: (path: string) => fetch(`http://127.0.0.1:${port}${path}`),
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function fail(message: string): never {
  throw new Error(message);
}
