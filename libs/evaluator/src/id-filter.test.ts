import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areFilterWords, createIdFilter, falsePositiveRate } from './id-filter.ts';

function aFilter(ids: Iterable<string>) {
  const known = new Set<string>();
  const filter = createIdFilter(() => known);
  for (const id of ids) {
    known.add(id);
    filter.add(id);
  }
  return filter;
}

describe('W39.7 the filter of ids', () => {
  it('never reports a present id as absent', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', minLength: 1, maxLength: 255 })), (ids) => {
        const filter = aFilter(ids);
        expect(ids.filter((id) => !filter.mayHave(id))).toEqual([]);
      }),
    );
  });

  it('drops removed ids when it is full, and keeps its size', () => {
    const known = new Set<string>();
    const filter = createIdFilter(() => known);
    let started = 0;
    const counting = createIdFilter(() => (started++, known));
    for (let n = 0; n < 100_000; n++) {
      known.clear();
      known.add(`session-${n}`);
      for (const each of [filter, counting]) each.add(`session-${n}`);
    }
    expect(filter.mayHave('session-99999')).toBe(true);
    expect(
      Array.from({ length: 90_000 }, (_, n) => `session-${n}`).filter((id) => filter.mayHave(id)).length,
    ).toBeLessThan(2_000);
    // Each round adds 1,024 ids, of which only one remains.
    expect(started).toBeGreaterThan(90);
  });

  it.each([
    ['numbered', (n: number) => `user-${n}`],
    ['random', (n: number) => `${(n * 2_654_435_761) % 4_294_967_296}-4e1c-9a7b-${n.toString(16).padStart(12, '0')}`],
  ])('contains all of 100,000 %s ids, and rejects more than 19 in 20 others', (_, idOf) => {
    const ids = Array.from({ length: 100_000 }, (_, n) => idOf(n));
    const filter = aFilter(ids);
    expect(ids.every((id) => filter.mayHave(id))).toBe(true);
    const strangers = Array.from({ length: 20_000 }, (_, n) => idOf(1_000_000 + n));
    expect(strangers.filter((id) => filter.mayHave(id)).length).toBeLessThan(1_000);
  });
});

describe('13.5 a copied filter', () => {
  const ids = Array.from({ length: 3_000 }, (_, n) => `user-${n}`);

  it('has the ids of the other, and those added later to either one alone', () => {
    const original = aFilter(ids);
    const copy = createIdFilter(undefined, original.words());
    expect(ids.filter((id) => !copy.mayHave(id))).toEqual([]);
    expect(areFilterWords(copy.words())).toBe(true);
    const strangers = Array.from({ length: 100 }, (_, n) => `stranger-${n}`);
    for (const id of strangers) copy.add(id);
    expect(strangers.filter((id) => !copy.mayHave(id))).toEqual([]);
    expect(strangers.filter((id) => original.mayHave(id)).length).toBeLessThan(20);
  });

  it('states the share of absent ids that it reports as present', () => {
    const { words, mayHave } = aFilter(ids);
    const strangers = Array.from({ length: 100_000 }, (_, n) => `stranger-${n}`);
    const share = strangers.filter((id) => mayHave(id)).length / strangers.length;
    expect(falsePositiveRate(words())).toBeLessThan(1 / 60);
    expect(Math.abs(falsePositiveRate(words()) - share)).toBeLessThan(0.01);
  });

  it('needs a power of two of words', () => {
    expect([0, 3, 4].map((length) => areFilterWords(new Uint32Array(length)))).toEqual([false, false, true]);
  });
});
