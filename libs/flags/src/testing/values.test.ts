import { describe, expect, it, vi } from 'vitest';
import { defineFlags, flag } from '../index.ts';
import { createTestValues, isFlagSet, type TestValues } from './index.ts';

type Hours = { readonly from: Date };

const flags = defineFlags({
  'new-checkout': flag.boolean(false),
  banner: flag.boolean(true),
  color: flag.oneOf(['red', 'blue'], 'red'),
  limit: flag.number(10),
  hours: flag.json<Hours>({ from: new Date(0) }, { parse: (value) => ({ from: new Date(String(value)) }) }),
});

describe('the values of a test', () => {
  it('are those given, and the declared fallbacks of the other flags', () => {
    const { get, isEnabled } = createTestValues(flags, { 'new-checkout': true, color: 'blue' });
    expect([get('new-checkout'), get('color'), get('limit'), get('banner')]).toEqual([true, 'blue', 10, true]);
    expect(['new-checkout', 'banner'].map((key) => isEnabled(key as 'banner'))).toEqual([true, true]);
  });

  it('take precedence over the fallback of a read, which takes precedence over the declared one', () => {
    const { get } = createTestValues(flags, { color: 'red' });
    expect([get('color', 'blue'), get('limit', 7)]).toEqual(['red', 7]);
  });

  it('are returned as they are, even if `parse` does not accept its own result', () => {
    const hours: Hours = { from: new Date(86_400_000) };
    const { get } = createTestValues(flags, { hours });
    expect(get('hours')).toBe(hours);
  });

  it('turn a flag that is not boolean on', () => {
    const test = createTestValues(flags, { color: 'red' });
    expect([test.isEnabled('color'), test.isEnabled('limit')]).toEqual([true, false]);
  });

  it('need no declaration', () => {
    const { get, isEnabled } = createTestValues({ 'new-checkout': true, color: 'blue' });
    expect([isEnabled('new-checkout'), isEnabled('other')]).toEqual([true, false]);
    expect([get('color', 'red'), get('color', 7), get('other', 'none')]).toEqual(['blue', 7, 'none']);
  });

  it('change by `set` and go back by `reset`, and listeners are called once for each', () => {
    const test = createTestValues(flags, { 'new-checkout': true });
    const listener = vi.fn();
    const stop = test.subscribe(listener);
    test.subscribe(listener)();

    test.set({ color: 'blue', limit: 3 });
    expect([test.get('color'), test.get('limit'), test.get('new-checkout')]).toEqual(['blue', 3, true]);
    test.set({ 'new-checkout': undefined });
    expect(test.get('new-checkout')).toBe(false);
    test.reset();
    expect([test.get('color'), test.get('limit'), test.get('new-checkout')]).toEqual(['red', 10, true]);
    expect(listener).toHaveBeenCalledTimes(3);
    stop();
    test.set({ limit: 4 });
    expect(listener).toHaveBeenCalledTimes(3);
  });

  it('have new values when listeners are called', () => {
    const test = createTestValues(flags);
    const seen: number[] = [];
    test.subscribe(() => seen.push(test.get('limit')));
    test.set({ limit: 3 });
    test.reset();
    expect(seen).toEqual([3, 10]);
  });

  it('count as read in the order of the first reads', () => {
    const test = createTestValues(flags, { 'new-checkout': true });
    test.isEnabled('new-checkout');
    test.get('color');
    test.get('new-checkout');
    test.noteRead('limit');
    test.all();
    expect(test.reads()).toEqual(['new-checkout', 'color', 'limit']);
    test.reset();
    expect(test.reads()).toEqual([]);
  });

  it('are all results, in one map until a value changes', () => {
    const test = createTestValues(flags, { color: 'blue' });
    const before = test.all();
    expect(Object.fromEntries(before)).toEqual({
      'new-checkout': { value: false, enabled: false, reason: 'DEFAULT' },
      banner: { value: true, enabled: true, reason: 'DEFAULT' },
      color: { value: 'blue', enabled: true, reason: 'STATIC' },
      limit: { value: 10, enabled: false, reason: 'DEFAULT' },
      hours: { value: { from: new Date(0) }, enabled: false, reason: 'DEFAULT' },
    });
    expect(test.all()).toBe(before);
    test.set({ banner: false });
    expect(test.all().get('banner')).toEqual({ value: false, enabled: false, reason: 'STATIC' });
    expect(before.get('banner')?.value).toBe(true);
  });
});

describe('a mistake that only JavaScript and casts can make', () => {
  const unchecked = (values: Readonly<Record<string, unknown>>) => createTestValues(flags, values as object);

  it.each([
    [{ colour: 'blue' }, 'The flag "colour" is not declared.'],
    [{ constructor: true }, 'The flag "constructor" is not declared.'],
    [{ color: 'green' }, 'color: The value is string "green", and the flag is declared as one of ["red","blue"].'],
    [{ limit: '3' }, 'limit: The value is string "3", and the flag is declared as number.'],
  ])('throws: %j', (values, message) => {
    expect(() => unchecked(values)).toThrow(new TypeError(message));
  });

  it('changes nothing if `set` throws', () => {
    const test: TestValues<undefined> = unchecked({}) as never;
    const listener = vi.fn();
    test.subscribe(listener);
    expect(() => test.set({ limit: 3, colour: 'blue' })).toThrow(TypeError);
    expect([test.get('limit', 10), listener.mock.calls.length]).toEqual([10, 0]);
  });
});

it.each<[object, boolean]>([
  [flags, true],
  [defineFlags({}), true],
  [{}, false],
  [{ flags: true, createLookup: true }, false],
])('%j is a declaration: %s', (value, expected) => {
  expect(isFlagSet(value)).toBe(expected);
});
