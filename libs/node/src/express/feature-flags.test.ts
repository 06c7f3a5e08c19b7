import type { EvaluationContext } from '@burgee/contracts';
import { compileRuleset, overridesFor as overridesForContext } from '@burgee/evaluator';
import { defineFlags, flag, type GetFlag } from '@burgee/flags';
import { aFlag, aRuleset, aUserOverride } from '@burgee/testing';
import { describe, expect, it, vi } from 'vitest';
import { requireFlag } from './index.ts';
import { appWith, contextOf, listening, ruleset } from './test-app.ts';

describe('req.featureFlags', () => {
  it('W9.8 is also req.flags', async () => {
    const app = appWith();
    app.get('/', ({ featureFlags, flags }, response) => void response.json(featureFlags === flags));
    await using server = await listening(app);

    expect(await (await server.get('/')).json()).toBe(true);
  });

  it('W9.8 evaluates a flag when it is read, and once per request, even if handlers read it several times', async () => {
    await using evaluations = countEvaluations();
    const app = appWith();
    app.get('/', requireFlag('wishlist-gallery'), requireFlag('wishlist-gallery'), ({ featureFlags }, response) => {
      featureFlags.isEnabled('wishlist-gallery');
      featureFlags.get('color', 'red');
      featureFlags.get('color', 'red');
      response.json(evaluations.keys());
    });
    await using server = await listening(app);

    expect(await (await server.get('/?userId=ann')).json()).toEqual(['wishlist-gallery', 'color']);
  });

  it('W9.8 is not evaluated for a request that reads no flag', async () => {
    const rulesetNever = vi.fn(() => ruleset);
    const app = appWith({ ruleset: rulesetNever });
    app.get('/', (_request, response) => void response.json('hello'));
    await using server = await listening(app);

    await server.get('/');
    expect(rulesetNever).not.toHaveBeenCalled();
  });

  it('has every flag in `all`, with the results that were read before', async () => {
    const app = appWith();
    app.get('/', ({ featureFlags }, response) => {
      const before = featureFlags.get('limits', {});
      const all = featureFlags.all();
      const isSame = all === featureFlags.all() && before === featureFlags.get('limits', {});
      response.json([isSame, all.get('limits')?.value === before, [...all.keys()]]);
    });
    await using server = await listening(app);

    expect(await (await server.get('/')).json()).toEqual([true, true, [...ruleset.flags.keys()]]);
  });

  it('W9.8 does not change within a request, even if the ruleset and the time do', async () => {
    const isOnFor = (enabled: boolean) =>
      compileRuleset(aRuleset({ flags: ['a', 'b', 'c'].map((key) => aFlag({ key, enabled })) }));
    const [before, after] = [isOnFor(true), isOnFor(false)];
    let current = before;
    const now = vi.fn(() => 0);
    const app = appWith({ ruleset: () => current, now });
    app.get('/', ({ featureFlags }, response) => {
      const first = featureFlags.isEnabled('a');
      current = after;
      const all = [...featureFlags.all().values()].map(({ enabled }) => enabled);
      response.json([first, featureFlags.isEnabled('b'), ...all]);
    });
    await using server = await listening(app);

    expect(await (await server.get('/')).json()).toEqual([true, true, true, true, true]);
    expect(now).toHaveBeenCalledTimes(1);
    expect(await (await server.get('/')).json()).toEqual([false, false, false, false, false]);
  });

  it('is off for flags that do not exist', async () => {
    const app = appWith();
    app.get('/', ({ featureFlags }, response) => {
      const keys = ['wishlist-gallery', 'wishlist-reorder', 'nothing', '__proto__', 'constructor'];
      const read = () => keys.map((key) => featureFlags.isEnabled(key));
      const before = read();
      featureFlags.all();
      response.json([before, read()]);
    });
    await using server = await listening(app);

    const expected = [true, false, false, false, false];
    expect(await (await server.get('/')).json()).toEqual([expected, expected]);
  });

  it('B.6 has the fallbacks and the types of declared flags, and reports other values once', async () => {
    const flags = defineFlags({
      color: flag.oneOf(['blue', 'red'], 'red'),
      limits: flag.json(['none']),
      missing: flag.boolean(true),
      title: flag.string('Welcome'),
    });
    const onProblem = vi.fn();
    const app = appWith({ flags, onProblem });
    app.get('/', ({ featureFlags }, response) => {
      const get = featureFlags.get as GetFlag<typeof flags>;
      response.json([get('color'), get('limits'), get('limits'), featureFlags.isEnabled('missing'), get('title')]);
    });
    await using server = await listening(app);

    await server.get('/?userId=ann');
    expect(await (await server.get('/')).json()).toEqual(['blue', ['none'], ['none'], true, 'Welcome']);
    expect(onProblem.mock.calls).toEqual([
      [{ flagKey: 'limits', message: 'The value is object, and the flag is declared as list.' }],
    ]);
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
    const app = appWith({ overridesFor });
    app.get('/', ({ featureFlags }, response) => void response.json(featureFlags.isEnabled('wishlist-gallery')));
    await using server = await listening(app);

    expect(await (await server.get('/?userId=ann')).json()).toBe(false);
    expect(await (await server.get('/?userId=bob')).json()).toBe(true);
    expect(overridesFor).toHaveBeenCalledTimes(2);
  });

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
});

describe('the context of a request', () => {
  it('W9.8 may be asynchronous, such as one from a session store', async () => {
    const app = appWith({
      contextOf: async (request) => {
        await new Promise<void>((resolve) => setImmediate(resolve));
        return contextOf(request);
      },
      overridesFor: (context) =>
        overridesForContext(
          [aUserOverride({ flagKey: 'wishlist-gallery', target: 'ann', overrideType: 'exclude' })],
          context,
        ),
    });
    app.get('/', ({ featureFlags }, response) => void response.json(featureFlags.isEnabled('wishlist-gallery')));
    await using server = await listening(app);

    expect(await (await server.get('/?userId=ann')).json()).toBe(false);
    expect(await (await server.get('/?userId=bob')).json()).toBe(true);
  });

  it('W9.8 is evaluated as JSON represents it, even if the object changes', async () => {
    const shared = { userId: '' };
    const overridesFor = vi.fn(() => undefined);
    const app = appWith({
      overridesFor,
      contextOf: () => Object.assign(shared, { userId: 'ann', at: new Date(0), nothing: undefined }),
    });
    app.get('/', ({ featureFlags }, response) => {
      shared.userId = '';
      response.json(featureFlags.isEnabled('wishlist-gallery'));
    });
    await using server = await listening(app);

    expect(await (await server.get('/')).json()).toBe(true);
    expect(overridesFor.mock.lastCall).toStrictEqual([{ userId: 'ann', at: '1970-01-01T00:00:00.000Z' }]);
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
  ])('W39.9 makes every flag INVALID_CONTEXT if it is %s, and reports the error', async (_kind, contextOf) => {
    const onError = vi.fn();
    const overridesFor = vi.fn(() => undefined);
    const app = appWith({ contextOf: contextOf as never, overridesFor, onError });
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
    expect(overridesFor).not.toHaveBeenCalled();
  });
});

/** The keys of the flags that are evaluated, in order, until the end of the scope. */
function countEvaluations() {
  const keys: string[] = [];
  const spies = [...ruleset.flags].map(([key, compiled]) => {
    const evaluate = compiled.evaluate.bind(compiled);
    return vi.spyOn(compiled, 'evaluate').mockImplementation((...input) => {
      keys.push(key);
      return evaluate(...input);
    });
  });
  return {
    keys: () => keys,
    [Symbol.asyncDispose]: async () => spies.forEach((spy) => spy.mockRestore()),
  };
}
