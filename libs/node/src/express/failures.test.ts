import type { EvaluationContext } from '@burgee/contracts';
import { overridesFor as overridesForContext } from '@burgee/evaluator';
import { defineFlags, flag } from '@burgee/flags';
import { aUserOverride, eventually } from '@burgee/testing';
import type { Request, Response } from 'express';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { featureFlags, type FeatureFlagsOptions } from './index.ts';
import { appWith, fail, listening, OPTIONS, ruleset } from './test-app.ts';

const unhandled = vi.fn();
beforeEach(() => {
  unhandled.mockClear();
  process.on('unhandledRejection', unhandled);
});
afterEach(async () => {
  vi.useRealTimers();
  // Node reports a rejection that nobody handles when the microtasks of its turn are done.
  await new Promise<void>((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', unhandled);
  expect(unhandled.mock.calls).toEqual([]);
});

const away = () => new Error('away');
/** An object with the method of a promise, such as a query that runs when it is awaited. */
const thenable = (then: (resolve: (value: unknown) => void, reject: (reason: unknown) => void) => void) => ({ then });

const FAILURES: [string, () => unknown][] = [
  ['throws', () => fail('away')],
  ['rejects', () => Promise.reject(away())],
  ['returns a thenable that rejects', () => thenable((_resolve, reject) => reject(away()))],
  ['returns a thenable that throws', () => thenable(() => fail('away'))],
  ['returns an object whose `then` throws', () => Object.defineProperty({}, 'then', { get: () => fail('away') })],
];
const HANGS: [string, () => unknown][] = [
  ['promise', () => new Promise(() => {})],
  ['thenable', () => thenable(() => {})],
];
const LATE: [string, () => unknown][] = [
  ['rejects', () => new Promise((_resolve, reject) => setTimeout(reject, 1_500, away()))],
  ['resolves', () => new Promise((resolve) => setTimeout(resolve, 1_500, { userId: 'ann' }))],
  ['rejects as a thenable', () => thenable((_resolve, reject) => setTimeout(reject, 1_500, away()))],
];

const FALLBACKS = [false, 'red', 0];
const ON = [true, 'blue', 5];
const readFlags = ({ featureFlags }: Request) => [
  featureFlags.isEnabled('wishlist-gallery'),
  featureFlags.get('color', 'red'),
  featureFlags.all().size,
];

describe.each([
  ['contextOf', FALLBACKS],
  ['overridesFor', ON],
])('R1 a request whose %s', (name, expected) => {
  it.each(FAILURES)('%s continues, and the error is reported once', async (_how, broken) => {
    const { request, onError, middleware } = start({ [name]: broken });
    await middleware;

    expect(readFlags(request)).toEqual(expected);
    expect(onError.mock.calls).toEqual([[away(), request]]);
  });

  it.each(HANGS)('never settles, by a %s, continues after 1 s', async (_kind, broken) => {
    vi.useFakeTimers();
    const { request, onError, next } = start({ [name]: broken });

    await vi.advanceTimersByTimeAsync(999);
    expect(next).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(next.mock.calls).toEqual([[]]);
    expect(readFlags(request)).toEqual(expected);
    expect(onError.mock.calls).toEqual([[new Error(`${name} did not settle within 1 s.`), request]]);
  });

  it.each(LATE)('%s after 1 s has continued, and nothing changes or is reported again', async (_how, broken) => {
    vi.useFakeTimers();
    const { request, onError, next } = start({ [name]: broken });

    await vi.advanceTimersByTimeAsync(1_000);
    const flags = request.featureFlags;
    expect(flags.isEnabled('wishlist-gallery')).toBe(expected[0]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(request.featureFlags).toBe(flags);
    expect(readFlags(request)).toEqual(expected);
    expect([next.mock.calls.length, onError.mock.calls.length]).toEqual([1, 1]);
  });
});

describe('R1 a request', () => {
  it('waits at most 1 s for the context and the overrides together', async () => {
    vi.useFakeTimers();
    const { request, onError, next } = start({
      contextOf: () => new Promise((resolve) => setTimeout(resolve, 700, { userId: 'ann' })),
      overridesFor: () => new Promise(() => {}),
    });

    await vi.advanceTimersByTimeAsync(999);
    expect(next).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(next).toHaveBeenCalledTimes(1);
    expect(readFlags(request)).toEqual(ON);
    expect(String(onError.mock.lastCall?.[0])).toContain('overridesFor');
  });

  it('takes the context and the overrides of thenables', async () => {
    const exclude = aUserOverride({ flagKey: 'wishlist-gallery', target: 'ann', overrideType: 'exclude' });
    const { request, onError, middleware } = start({
      contextOf: () => thenable((resolve) => resolve({ userId: 'ann' })),
      overridesFor: (context: EvaluationContext) =>
        thenable((resolve) => resolve(overridesForContext([exclude], context))),
    });
    await middleware;

    expect(request.featureFlags.isEnabled('wishlist-gallery')).toBe(false);
    expect(onError).not.toHaveBeenCalled();
  });

  it('leaves no timer behind', async () => {
    vi.useFakeTimers();
    await start({ contextOf: async () => ({}), overridesFor: async () => undefined }).middleware;
    await start({ contextOf: async () => fail('away') }).middleware;
    await start({}).middleware;

    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([[42], ['text'], [[]], [{}], [{ user: new Map() }], [{ user: {}, session: {}, testing: {} }]])(
    'has no overrides if they are %j, and the error is reported',
    async (broken) => {
      const { request, onError, middleware } = start({ overridesFor: () => broken as never });
      await middleware;

      expect(readFlags(request)).toEqual(ON);
      expect(String(onError.mock.lastCall?.[0])).toContain('overridesFor did not return overrides');
    },
  );

  it('may have no overrides', async () => {
    const { request, onError, middleware } = start({ overridesFor: () => null as never });
    await middleware;

    expect(readFlags(request)).toEqual(ON);
    expect(onError).not.toHaveBeenCalled();
  });

  it.each<[string, Partial<FeatureFlagsOptions>]>([
    ['ruleset throws', { ruleset: vi.fn(() => ruleset).mockImplementationOnce(() => fail('not loaded yet')) }],
    ['ruleset returns none', { ruleset: vi.fn(() => ruleset).mockReturnValueOnce(null as never) }],
    ['now throws', { now: vi.fn(() => 0).mockImplementationOnce(() => fail('no clock')) }],
  ])('has fallbacks to its end if %s, and the error is reported once', async (_what, broken) => {
    const { request, onError, middleware } = start(broken);
    await middleware;

    expect(readFlags(request)).toEqual(FALLBACKS);
    expect(readFlags(request)).toEqual(FALLBACKS);
    expect(onError).toHaveBeenCalledTimes(1);
  });

  it.each<[string, () => unknown]>([
    ['throws', () => fail('cannot be reported either')],
    ['rejects', () => Promise.reject(new Error('cannot be reported either'))],
  ])('continues even if onError or onProblem %s', async (_how, broken) => {
    const flags = defineFlags({ color: flag.number(7) });
    const { request, middleware } = start({ overridesFor: () => fail('away'), flags, onProblem: broken }, broken);
    await middleware;

    expect(request.featureFlags.get('color', 8)).toBe(8);
  });

  it('whose client disconnects in the meantime does no harm', async () => {
    const contexts: ((context: EvaluationContext) => void)[] = [];
    const seen: unknown[] = [];
    const app = appWith({ contextOf: () => new Promise<EvaluationContext>((resolve) => contexts.push(resolve)) });
    app.get('/', (request, response) => {
      seen.push(request.featureFlags.isEnabled('wishlist-gallery'));
      response.json(request.featureFlags.isEnabled('wishlist-gallery'));
    });
    await using server = await listening(app);

    const abort = new AbortController();
    const aborted = server.get('/', { signal: abort.signal }).catch((error: unknown) => error);
    await eventually(() => expect(contexts).toHaveLength(1));
    abort.abort();
    expect(await aborted).toBeInstanceOf(DOMException);
    contexts[0]?.({});
    await eventually(() => expect(seen).toEqual([true]));

    const answer = server.get('/');
    await eventually(() => expect(contexts).toHaveLength(2));
    contexts[1]?.({});
    expect(await (await answer).json()).toBe(true);
  });
});

/** Passes a request through the middleware. */
function start(options: { readonly [Name in keyof FeatureFlagsOptions]?: unknown }, report: () => unknown = () => {}) {
  const onError = vi.fn<(error: unknown, request: Request) => unknown>(report);
  const next = vi.fn();
  const request = { query: {} } as Request;
  const handler = featureFlags({ ...OPTIONS, onError, ...options } as FeatureFlagsOptions);
  return { request, onError, next, middleware: handler(request, {} as Response, next) };
}
