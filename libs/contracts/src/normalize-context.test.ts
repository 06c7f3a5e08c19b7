import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { copyContext, freezeContext, INVALID_CONTEXT, normalizeContext } from './normalize-context.ts';
import { anyContext } from './test-any-context.ts';

const viaJson = (given: unknown): unknown => JSON.parse(JSON.stringify(given));
const cyclic: Record<string, unknown> = { userId: 'ann' };
cyclic['self'] = cyclic;

class Account {
  readonly userId = 'ann';
}

describe('a normalized context', () => {
  it('is the same object if JSON changes nothing', () => {
    for (const context of [
      {},
      { userId: 'ann', plan: undefined, age: 34, beta: true, none: null },
      { teams: ['red', 'blue'], nested: { list: [1, { a: null }] } },
    ]) {
      expect(normalizeContext(context)).toBe(context);
    }
  });

  it('has ISO text for a date, and null for an invalid date', () => {
    const context = { signedUpAt: new Date('2026-05-01T00:00:00Z'), when: new Date(NaN), list: [new Date(0)] };
    expect(normalizeContext(context)).toEqual({
      signedUpAt: '2026-05-01T00:00:00.000Z',
      when: null,
      list: ['1970-01-01T00:00:00.000Z'],
    });
  });

  it('omits undefined, functions and symbols, and has null for numbers that JSON lacks', () => {
    const context = {
      a: undefined,
      b: () => 1,
      c: Symbol('c'),
      d: NaN,
      e: -Infinity,
      f: [undefined, () => 1],
      g: 1e400,
    };
    expect(normalizeContext(context)).toStrictEqual({ d: null, e: null, f: [null, null], g: null });
  });

  it('has the result of toJSON, and unwraps boxed values', () => {
    const url = { host: 'example.com', toJSON: () => 'https://example.com/' };
    const account = Object.assign(new Account(), { toJSON: () => ({ userId: 'ben' }) });
    expect(normalizeContext({ url, name: Object('ann') })).toEqual({ url: 'https://example.com/', name: 'ann' });
    expect(normalizeContext(account)).toEqual({ userId: 'ben' });
  });

  it('can come from an object without a prototype', () => {
    const bare = Object.assign(Object.create(null), { userId: 'ann' }) as object;
    expect(normalizeContext(bare)).toEqual({ userId: 'ann' });
  });

  it('A8 keeps an attribute named __proto__, and takes nothing from a prototype', () => {
    const context = normalizeContext(JSON.parse('{ "__proto__": "a", "constructor": "b" }'));
    expect(Object.entries(context)).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
    expect(normalizeContext(Object.create({ userId: 'ann' }))).toBe(INVALID_CONTEXT);
  });
});

describe('a context that JSON cannot represent', () => {
  const getter = Object.defineProperty({}, 'userId', {
    enumerable: true,
    get: () => {
      throw new Error('not now');
    },
  });
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();

  it.each<[string, unknown, string]>([
    ['a promise', Promise.resolve({ userId: 'ann' }), 'it is a Promise'],
    ['a Map', new Map([['userId', 'ann']]), 'it is a Map'],
    ['an instance of a class', new Account(), 'it is a Account'],
    ['a list', ['ann'], 'must be an object'],
    ['null', null, 'must be an object'],
    ['undefined', undefined, 'must be an object'],
    ['a text', 'ann', 'must be an object'],
    ['a date', new Date(0), 'must be an object'],
    ['a function', () => ({ userId: 'ann' }), 'must be an object'],
    ['a BigInt', { userId: 'ann', balance: 1n }, '"balance" is a BigInt'],
    ['a BigInt in a list', { list: [{ balance: 1n }] }, '"balance" is a BigInt'],
    ['a Set as an attribute', { userId: 'ann', teams: new Set(['red']) }, '"teams" is a Set'],
    ['an instance of a class as an attribute', { account: new Account() }, '"account" is a Account'],
    ['a circle', cyclic, 'circular'],
    ['a getter that throws', getter, 'not now'],
    ['a revoked proxy', proxy, 'revoked'],
  ])('such as %s becomes invalid, and the problem says why', (_what, given, problem) => {
    expect(normalizeContext(given)).toBe(INVALID_CONTEXT);
    expect(copyContext(given)).toEqual({ problem: expect.stringContaining(problem) });
  });

  it('can throw a value that cannot be read', () => {
    const given = Object.defineProperty({}, 'a', {
      enumerable: true,
      get: () => {
        throw proxy as Error;
      },
    });
    expect(normalizeContext(given)).toBe(INVALID_CONTEXT);
    expect(copyContext(given)).toEqual({ problem: 'The context cannot be sent as JSON: it throws when it is read.' });
  });
});

describe('normalization', () => {
  it('law 7 is total and idempotent', () => {
    fc.assert(
      fc.property(anyContext, (given) => {
        const context = normalizeContext(given);
        expect(normalizeContext(context)).toEqual(context);
      }),
      { numRuns: 10_000 },
    );
  });

  it('returns what JSON represents, for 10,000 random values', () => {
    fc.assert(
      fc.property(anyContext, (given) => {
        const context = normalizeContext(given);
        if (context !== INVALID_CONTEXT) expect(viaJson(context)).toEqual(viaJson(given));
      }),
      { numRuns: 10_000 },
    );
  });

  it('accepts the same values as copying', () => {
    fc.assert(
      fc.property(anyContext, (given) => {
        const [context, copied] = [normalizeContext(given), copyContext(given)];
        expect('context' in copied).toBe(context !== INVALID_CONTEXT);
        if (!('context' in copied)) return;
        expect(copied.context).not.toBe(given);
        expect(copied.context).toEqual(viaJson(given));
      }),
      { numRuns: 10_000 },
    );
  });
});

describe('a frozen context', () => {
  it('is normalized without a copy, cannot be changed, and has the same JSON', () => {
    const context = freezeContext({ userId: 'ann', teams: ['red'] });
    expect(normalizeContext(context)).toBe(context);
    expect(() => Object.assign(context, { userId: 'bob' })).toThrow(TypeError);
    expect(() => (context['teams'] as string[]).push('blue')).toThrow(TypeError);
    expect(JSON.stringify(context)).toBe('{"userId":"ann","teams":["red"]}');
  });

  it('is recognized by another copy of this package, which published packages contain', async () => {
    const context = freezeContext({ userId: 'ann', teams: ['red'] });
    vi.resetModules();
    const copy = await import('./normalize-context.ts');
    expect(copy.INVALID_CONTEXT).not.toBe(INVALID_CONTEXT);
    expect(copy.normalizeContext(context)).toBe(context);
  });

  it('A8 may have an attribute named __proto__', () => {
    const context = freezeContext(JSON.parse('{ "userId": "ann", "__proto__": "a" }') as never);
    expect(JSON.stringify(normalizeContext(context))).toBe('{"userId":"ann","__proto__":"a"}');
  });
});
