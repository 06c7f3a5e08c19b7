import { runs } from '@burgee/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldCase } from './fold-case.ts';
import { holdsFor } from './test-clause.ts';

const MAX_CODE_POINT = 0x10ffff;
const isSurrogate = (codePoint: number) => codePoint >= 0xd800 && codePoint <= 0xdfff;
const characters = Array.from({ length: MAX_CODE_POINT + 1 }, (_, codePoint) => codePoint)
  .filter((codePoint) => !isSurrogate(codePoint))
  .map((codePoint) => String.fromCodePoint(codePoint));

/** Letters with unusual case, ordinary letters, any character, and lone surrogates. */
const unit = fc.oneof(
  fc.constantFrom(...'σςΣßẞıiIİſsSKkÅåŉǰᾳᾼﬁﬃᏸꭰ𐐀𐐨aA .', '\u0307', '\u0345'),
  fc.integer({ min: 0, max: MAX_CODE_POINT }).map((codePoint) => String.fromCodePoint(codePoint)),
  fc.constantFrom('\ud801', '\udc00'),
);
const anyText = fc.string({ unit, maxLength: 8 });

describe('case folding', () => {
  it.each([
    ['ΣΑΣ', 'σας'],
    ['ΌΔΟΣ', 'όδος'],
    ['IŞIK', 'ışık'],
    ['I', 'i'],
    ['STRASSE', 'straße'],
    ['STRAẞE', 'strasse'],
    ['İ', 'i\u0307'],
    ['ﬃ', 'FFI'],
    ['ſ', 'S'],
    ['\u212a', 'k'],
    ['ᏸ', 'Ᏸ'],
    ['𐐀', '𐐨'],
    ['ÄRGER', 'ärger'],
  ])('maps %j and %j to the same text', (one, other) => {
    expect(foldCase(one)).toBe(foldCase(other));
  });

  it.each([
    ['a', 'b'],
    ['a', 'á'],
    ['e', 'é'],
    ['o', 'ø'],
    ['s', 'ß'],
  ])('maps %j and %j to different texts', (one, other) => {
    expect(foldCase(one)).not.toBe(foldCase(other));
  });

  it('maps every character, its uppercase and its lowercase to the same text, and is idempotent', () => {
    const wrong = characters.filter((character) => {
      const folded = foldCase(character);
      const others = [character.toUpperCase(), character.toLowerCase(), folded];
      return others.some((other) => other !== character && foldCase(other) !== folded);
    });
    expect(wrong).toEqual([]);
  });

  it('folds each character independently of its neighbors', () => {
    fc.assert(
      fc.property(anyText, (text) => foldCase(text) === [...text].map(foldCase).join('')),
      { numRuns: runs(5_000) },
    );
  });
});

describe('a clause with ignoreCase', () => {
  const OPERATORS = ['contains', 'startsWith', 'endsWith'] as const;

  it.each(OPERATORS)('law 10 holds if "%s" holds without ignoreCase, for random texts', (operator) => {
    fc.assert(
      fc.property(anyText, fc.nat(), fc.nat(), (text, from, to) => {
        // Parts of the text, cut anywhere, even in the middle of a surrogate pair.
        const part = text.slice(from % (text.length + 1), to % (text.length + 1));
        if (!holdsFor({ operator, values: [part] }, text)) return;
        expect(holdsFor({ operator, values: [part], ignoreCase: true }, text)).toBe(true);
      }),
      { numRuns: runs(1_000) },
    );
  });

  it.each(OPERATORS)('"%s" matches a text that differs only in case', (operator) => {
    for (const [value, attribute] of [
      ['ΣΑΣ', 'σας'],
      ['σας', 'ΣΑΣ'],
      ['ı', 'I'],
      ['straße', 'STRASSE'],
    ] as const) {
      expect(holdsFor({ operator, values: [value], ignoreCase: true }, attribute)).toBe(true);
      expect(holdsFor({ operator, values: [value] }, attribute)).toBe(false);
    }
  });
});
