import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { createFlagLookup, defineFlags, flag, type FlagSet, type JsonValue } from './index.ts';

type Limits = { readonly perDay: number };

const flags = defineFlags({
  banner: flag.boolean(true),
  checkout: flag.boolean(false),
  color: flag.oneOf(['red', 'blue'], 'red'),
  retries: flag.oneOf([1, 2], 2),
  title: flag.string('Welcome'),
  limit: flag.number(10),
  limits: flag.json<Limits>(
    { perDay: 5 },
    {
      parse: (value) => {
        if (typeof (value as Limits).perDay !== 'number') throw new Error('perDay is missing');
        return { perDay: (value as Limits).perDay };
      },
    },
  ),
  hosts: flag.json(['a']),
});

function lookUp(values: Readonly<Record<string, JsonValue>>, declared: FlagSet | undefined = flags) {
  const onProblem = vi.fn();
  const held = new Map(Object.entries(values));
  const { read, isEnabled } = createFlagLookup(declared);
  const get = (key: string, fallback?: JsonValue) => read(key, { value: held.get(key), fallback, onProblem });
  const isOn = (key: string, answer?: Parameters<typeof isEnabled>[1]) => isEnabled(key, answer, onProblem);
  return { held, onProblem, get, isOn };
}

describe('B.6 a declared flag', () => {
  it.each<[keyof typeof flags.flags, JsonValue]>([
    ['banner', false],
    ['color', 'blue'],
    ['retries', 1],
    ['title', ''],
    ['limit', 0],
    ['limits', { perDay: 7 }],
    ['hosts', ['b']],
  ])('%s returns a value of its type: %j', (key, value) => {
    const { get, onProblem } = lookUp({ [key]: value });
    expect(get(key)).toEqual(value);
    expect(onProblem).not.toHaveBeenCalled();
  });

  it('returns its declared fallback without a value, or another one if it is given', () => {
    const { get, onProblem } = lookUp({});
    expect([get('color'), get('limits'), get('color', 'blue')]).toEqual(['red', { perDay: 5 }, 'blue']);
    expect(onProblem).not.toHaveBeenCalled();
  });

  it.each<[string, JsonValue, string]>([
    ['banner', 'on', 'The value is string "on", and the flag is declared as boolean.'],
    ['color', 'green', 'The value is string "green", and the flag is declared as one of ["red","blue"].'],
    ['retries', '1', 'The value is string "1", and the flag is declared as one of [1,2].'],
    ['title', 7, 'The value is number 7, and the flag is declared as string.'],
    ['limits', {}, 'perDay is missing'],
    ['hosts', {}, 'The value is object, and the flag is declared as list.'],
    ['hosts', null, 'The value is null, and the flag is declared as list.'],
  ])('%s returns the fallback for %j, and reports it once', (flagKey, value, message) => {
    const { get, onProblem } = lookUp({ [flagKey]: value });
    expect([get(flagKey), get(flagKey)]).toEqual(Array(2).fill(flags.flags[flagKey as 'banner'].fallback));
    expect(onProblem.mock.calls).toEqual([[{ flagKey, message }]]);
  });

  it('reports the next value that is wrong, and recovers with one that is right', () => {
    const { held, get, onProblem } = lookUp({ color: 'green' });
    get('color');
    held.set('color', 'gold');
    expect([get('color'), onProblem.mock.calls.length]).toEqual(['red', 2]);
    held.set('color', 'blue');
    expect([get('color'), onProblem.mock.calls.length]).toEqual(['blue', 2]);
  });

  it('reports a value once, even if others come in between, as for different users', () => {
    const { held, get, onProblem } = lookUp({});
    for (const color of ['green', 'blue', 'green', 'red', 'green']) {
      held.set('color', color);
      get('color');
    }
    expect(onProblem).toHaveBeenCalledTimes(1);
  });

  it('reports an object once, even if each answer has a new one', () => {
    const { held, get, onProblem } = lookUp({});
    for (const limits of [{ perDay: 'a' }, { perDay: 'b' }, { perDay: 'a' }]) {
      held.set('limits', limits);
      get('limits');
    }
    expect(onProblem).toHaveBeenCalledTimes(2);
  });

  it('reports at most a hundred values', () => {
    const { held, get, onProblem } = lookUp({});
    for (let wrong = 0; wrong < 200; wrong++) {
      held.set('color', wrong);
      get('color');
    }
    expect(onProblem).toHaveBeenCalledTimes(100);
  });

  it('forgets values after a hundred others', () => {
    const { held, get } = lookUp({});
    const first = { perDay: -1 };
    const readAgain = (value: JsonValue) => {
      held.set('limits', value);
      return get('limits');
    };
    const before = readAgain(first);
    for (let perDay = 0; perDay < 50; perDay++) readAgain({ perDay });
    expect(readAgain(first)).toBe(before);
    for (let perDay = 0; perDay < 100; perDay++) readAgain({ perDay });
    expect(readAgain(first)).not.toBe(before);
  });

  it('is parsed once for each value, so that reads return the same object', () => {
    const { get } = lookUp({ limits: { perDay: 7 } });
    expect(get('limits')).toBe(get('limits'));
  });

  it('is read even if `onProblem` throws', () => {
    const onProblem = () => {
      throw new Error('broken');
    };
    const { read } = createFlagLookup(flags);
    expect(read('banner', { value: 'wrong', fallback: undefined, onProblem })).toBe(true);
  });

  it('is on without an answer if it is boolean and its fallback is true', () => {
    const { isOn } = lookUp({});
    const keys = ['banner', 'checkout', 'title', 'unknown', 'toString'];
    expect(keys.map((key) => isOn(key))).toEqual([true, false, false, false, false]);
  });

  it.each([
    ['banner', { enabled: false, value: false }, false],
    ['banner', { enabled: false }, false],
    ['checkout', { enabled: true, value: true }, true],
    ['title', { enabled: true, value: 'Hello' }, true],
    ['title', { enabled: false, value: '' }, false],
    ['unknown', { enabled: true, value: 'text' }, true],
  ])('%s with the answer %j is enabled: %s', (key, answer, expected) => {
    const { isOn, onProblem } = lookUp({});
    expect(isOn(key, answer)).toBe(expected);
    expect(onProblem).not.toHaveBeenCalled();
  });

  it('is not turned on or off by a value that is not a boolean, which is reported once', () => {
    const { isOn, onProblem } = lookUp({});
    expect(isOn('checkout', { enabled: true, value: 'on' })).toBe(false);
    expect(isOn('checkout', { enabled: true, value: 'on' })).toBe(false);
    expect(isOn('banner', { enabled: false, value: 'off' })).toBe(true);
    expect(onProblem.mock.calls.map(([{ flagKey }]) => flagKey)).toEqual(['checkout', 'banner']);
  });

  it('returns values and fallbacks that no reader can change for the others', () => {
    const hosts = ['a'];
    const declared = defineFlags({
      hosts: flag.json(hosts),
      hours: flag.json<object>(
        { days: [1] },
        { parse: (value) => ({ days: [...(value as number[])], at: new Date(0) }) },
      ),
    });
    const { get } = lookUp({ hours: [2] }, declared);
    const hours = get('hours') as { days: number[]; at: Date };
    expect(() => (get('hosts') as string[]).push('b')).toThrow(TypeError);
    expect(() => hours.days.push(3)).toThrow(TypeError);
    expect(() => Object.assign(hours, { days: [] })).toThrow(TypeError);
    expect(hours.at.getTime()).toBe(0);
    expect(Object.isFrozen(hours.at)).toBe(false);
  });

  it('never returns a value of another type, for random values', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { get } = lookUp({ banner: value as JsonValue, color: value as JsonValue, hosts: value as JsonValue });
        expect([typeof get('banner'), Array.isArray(get('hosts'))]).toEqual(['boolean', true]);
        expect(['red', 'blue']).toContain(get('color'));
      }),
    );
  });
});

describe('a flag that is not declared', () => {
  it.each([undefined, flags])('has the type of the fallback of the read', (declared) => {
    const { get } = lookUp({ other: 'text', constructor: 'text' }, declared);
    expect([get('other', 'none'), get('other', 7), get('missing', 'none'), get('constructor', 'none')]).toEqual([
      'text',
      7,
      'none',
      'text',
    ]);
  });
});
