import { describe, expect, it } from 'vitest';
import { Flag, UpdateFlagInput } from './flag.ts';
import { isDeeperThan, MAX_ATTRIBUTES, MAX_BODY_BYTES, MAX_DEPTH, problemOfContext } from './guards.ts';
import { JsonValue } from './value.ts';

const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));

describe('depth', () => {
  it('counts nested arrays and objects', () => {
    expect(isDeeperThan('text', 0)).toBe(false);
    expect(isDeeperThan(null, 0)).toBe(false);
    expect(isDeeperThan({}, 0)).toBe(true);
    expect(isDeeperThan({ a: [{}] }, 3)).toBe(false);
    expect(isDeeperThan({ a: [{}], b: 1 }, 2)).toBe(true);
  });

  it.each([5_000, 100_000, 1_000_000])('A7 of %i levels is measured without a stack overflow', (depth) => {
    expect(isDeeperThan(nested(depth), MAX_DEPTH)).toBe(true);
    expect(isDeeperThan(nested(depth), depth)).toBe(false);
  });
});

describe('a context', () => {
  it('has no problem within the limits', () => {
    expect(problemOfContext({})).toBeUndefined();
    expect(problemOfContext({ userId: 'ann', groups: ['a', 'b'] })).toBeUndefined();
  });

  it('A7 has a problem beyond a limit, which the message names', () => {
    const wide = Object.fromEntries(Array.from({ length: MAX_ATTRIBUTES + 1 }, (_, at) => [`a${at}`, at]));
    expect(problemOfContext(wide)).toContain('1001 attributes');
    expect(problemOfContext({ a: nested(MAX_DEPTH) })).toContain('nests deeper');
    expect(problemOfContext({ a: 'é'.repeat(MAX_BODY_BYTES / 2) })).toContain('bytes');
  });
});

describe('A8 names that objects inherit', () => {
  const hostile = '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"toString":1}';

  it('are ordinary names in values of flags', () => {
    const parsed = JsonValue.parse(JSON.parse(hostile)) as Record<string, unknown>;
    expect(Object.hasOwn(parsed, 'constructor')).toBe(true);
    expect(Object.hasOwn(parsed, 'toString')).toBe(true);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(parsed['polluted']).toBeUndefined();
  });

  it('do not pollute prototypes as tags or unknown fields', () => {
    expect(Flag.shape.tags.parse(['toString', 'constructor'])).toEqual(['toString', 'constructor']);
    const ref = { environment: 'development', key: 'a' };
    const withField = JSON.parse(JSON.stringify(ref).replace('{', '{"__proto__":{"polluted":true},')) as object;
    // Schemas never assign a `__proto__` property: they drop or reject it.
    const parsed = UpdateFlagInput.safeParse(withField);
    expect(parsed.success && Object.getPrototypeOf(parsed.data)).toSatisfy(
      (prototype: unknown) => prototype === false || prototype === Object.prototype,
    );
    expect(UpdateFlagInput.safeParse({ ...ref, constructor: 1 }).success).toBe(false);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
