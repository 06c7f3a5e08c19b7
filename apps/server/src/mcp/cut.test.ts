import type { JsonValue } from '@burgee/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutToFit, jsonBytes } from './cut.ts';
import { parseCursor } from './position.ts';
import { fit, MAX_RESULT_BYTES, pageOf, type Result, toResult } from './result.ts';

describe('14.4 a value that is too large', () => {
  it('fits after cutting, and says what is missing', () => {
    const value = {
      key: 'checkout',
      rules: [{ values: Array.from({ length: 1_000 }, (_, index) => `user-${index}`) }],
    };
    const { value: cut, cuts } = cutToFit(value, 2_000);
    expect(jsonBytes(cut)).toBeLessThanOrEqual(2_000);
    expect(cut).toMatchObject({ key: 'checkout', rules: [{ values: expect.arrayContaining(['user-0']) as unknown }] });
    const kept = (cut as typeof value).rules[0]?.values.length;
    expect(cuts).toEqual([{ path: 'rules.0.values', kept, of: 1_000 }]);
  });

  it('has its texts cut between characters, and its objects between fields', () => {
    expect(cutToFit('\u{1f6a9}'.repeat(8), 20).value).toBe('\u{1f6a9}'.repeat(4));
    const many = Object.fromEntries(Array.from({ length: 64 }, (_, index) => [`name-${index}`, index]));
    expect(Object.keys(cutToFit(many, 300).value as object).length).toBeLessThan(32);
  });

  it('of any shape ends up small, or with nothing left to cut', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.nat({ max: 200 }), (value, room) => {
        const { value: cut } = cutToFit(value as JsonValue, room);
        expect(
          jsonBytes(cut) <= room || ['[]', '{}', '""'].includes(JSON.stringify(cut)) || Object(value) !== value,
        ).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

/** Reads all pages of a list. */
function readAll(result: Result, list: string): { items: unknown[]; pages: Result[] } {
  const pages: Result[] = [];
  for (let cursor: unknown = undefined; cursor !== null;) {
    const page = pageOf(result, { list, position: parseCursor(cursor), next: undefined });
    pages.push(page);
    cursor = page['nextCursor'];
  }
  return { items: pages.flatMap((page) => page[list] as unknown[]), pages };
}

describe('14.4 a result', () => {
  it('is cut after whole items, and the cursors lead to all of them', () => {
    const items = Array.from({ length: 300 }, (_, index) => ({ index, text: '\u00e9'.repeat(index) }));
    const { items: read, pages } = readAll({ items, total: 300 }, 'items');
    expect(read).toEqual(items);
    expect(pages.length).toBeGreaterThan(3);
    for (const page of pages) expect(jsonBytes(page)).toBeLessThanOrEqual(MAX_RESULT_BYTES);
  });

  it('has an item that is too large alone, shortened, and then the others', () => {
    const items: JsonValue[] = [{ id: 1 }, { id: 2, text: 'x'.repeat(50_000) }, { id: 3 }];
    const { items: read, pages } = readAll({ items }, 'items');
    expect(read).toMatchObject([{ id: 1 }, { id: 2 }, { id: 3 }]);
    expect(pages[1]).toMatchObject({ cut: [{ path: 'items.0.text', of: 50_000 }] });
    for (const page of pages) expect(jsonBytes(page)).toBeLessThanOrEqual(MAX_RESULT_BYTES);
    const last = pageOf(
      { items: items.slice(1, 2) },
      { list: 'items', position: parseCursor(undefined), next: undefined },
    );
    expect(last).toMatchObject({ nextCursor: null, cut: [{ path: 'items.0.text' }] });
  });

  it('without a list is shortened, and always an object', () => {
    const long = fit({ text: 'x'.repeat(50_000) });
    expect(jsonBytes(long)).toBeLessThanOrEqual(MAX_RESULT_BYTES);
    expect(long).toMatchObject({ cut: [{ path: 'text', of: 50_000 }] });
    expect(fit({ a: 1 })).toEqual({ a: 1 });
    expect(toResult(undefined)).toEqual({ done: true });
    expect(toResult([1])).toEqual({ items: [1] });
    expect(toResult('a')).toEqual({ value: 'a' });
    expect(toResult({ at: new Date(0), nothing: undefined })).toEqual({ at: '1970-01-01T00:00:00.000Z' });
  });

  it('has cursors that nobody else can make up', () => {
    for (const cursor of ['', 'nonsense', Buffer.from('[1,-1]').toString('base64url'), 7]) {
      expect(() => parseCursor(cursor)).toThrow('use the nextCursor of an answer unchanged');
    }
  });
});
