import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startFlags } from '../test-adapters.ts';
import { decodeFlags, encodeFlags } from './index.ts';

const KEYS = ['new-checkout', 'color'] as const;
const OPTIONS = { secret: 'a secret of thirty-two characters' };
const VALUES = { 'new-checkout': true, color: 'blue' };

describe('13.8 precomputed flags', () => {
  it('have the values of the request for which they were encoded', async () => {
    await using burgee = await startFlags();
    const text = encodeFlags(await burgee.for({ userId: 'ann' }), KEYS, OPTIONS);

    expect(decodeFlags(text, KEYS, OPTIONS)).toEqual(VALUES);
    expect(text).toMatch(/^[\w-]{1,60}$/);
    expect(encodeFlags(VALUES, KEYS, OPTIONS)).toBe(text);
  });

  it('have no value for flags that do not exist', async () => {
    await using burgee = await startFlags();
    const text = encodeFlags(await burgee.for({}), ['nothing'], OPTIONS);

    expect(decodeFlags(text, ['nothing'], OPTIONS)).toEqual({ nothing: null });
  });

  it('are the same after decoding, for any keys and values', () => {
    const record = fc.dictionary(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(record, (values) => {
        const keys = Object.keys(values);
        const decoded = decodeFlags(encodeFlags(values as never, keys, OPTIONS), keys, OPTIONS);
        expect(JSON.stringify(decoded)).toBe(JSON.stringify(values));
      }),
    );
  });

  it('are undefined if they are not genuine', () => {
    const text = encodeFlags(VALUES, KEYS, OPTIONS);
    const other = encodeFlags({ ...VALUES, color: 'red' }, KEYS, OPTIONS);
    const forged = [
      ...['', 'checkout', '€', text.slice(0, 22), text.slice(0, -1), `${text}A`, text.toLowerCase()],
      ...[text.slice(0, 22) + other.slice(22), ` ${text}`, `${text}=`, encodeURIComponent(`€${text.slice(1)}`)],
    ];

    for (const text of forged) expect(decodeFlags(text, KEYS, OPTIONS), text).toBeUndefined();
  });

  it('are undefined if any one character differs', () => {
    const text = encodeFlags(VALUES, KEYS, OPTIONS);
    const alphabet = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'];
    const change = fc.tuple(fc.nat(text.length - 1), fc.constantFrom(...alphabet));
    fc.assert(
      fc.property(change, ([at, character]) => {
        const changed = text.slice(0, at) + character + text.slice(at + 1);
        expect(decodeFlags(changed, KEYS, OPTIONS)).toEqual(changed === text ? VALUES : undefined);
      }),
    );
  });

  it('are undefined for other keys, another order of keys, or another secret', () => {
    const text = encodeFlags(VALUES, KEYS, OPTIONS);

    expect(decodeFlags(text, ['color', 'new-checkout'], OPTIONS)).toBeUndefined();
    expect(decodeFlags(text, ['new-checkout', 'gallery'], OPTIONS)).toBeUndefined();
    expect(decodeFlags(text, KEYS, { secret: `${OPTIONS.secret}!` })).toBeUndefined();
  });

  it('need a secret that cannot be guessed', () => {
    expect(() => encodeFlags(VALUES, KEYS, { secret: 'secret' })).toThrow(RangeError);
    expect(() => decodeFlags('', KEYS, { secret: '' })).toThrow('at least 32 characters');
  });
});
