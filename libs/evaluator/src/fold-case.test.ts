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

/** Letters whose case is odd, between ordinary ones; every character; and halves of characters. */
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
  ])('takes %j and %j for the same', (one, other) => {
    expect(foldCase(one)).toBe(foldCase(other));
  });

  it.each([
    ['a', 'b'],
    ['a', 'á'],
    ['e', 'é'],
    ['o', 'ø'],
    ['s', 'ß'],
  ])('does not take %j and %j for the same', (one, other) => {
    expect(foldCase(one)).not.toBe(foldCase(other));
  });

  it('has the same for every character, its capital and its small letter, and is settled after once', () => {
    const wrong = characters.filter((character) => {
      const folded = foldCase(character);
      const others = [character.toUpperCase(), character.toLowerCase(), folded];
      return others.some((other) => other !== character && foldCase(other) !== folded);
    });
    expect(wrong).toEqual([]);
  });

  it('folds each character for itself, whatever stands beside it', () => {
    fc.assert(
      fc.property(anyText, (text) => foldCase(text) === [...text].map(foldCase).join('')),
      { numRuns: runs(5_000) },
    );
  });
});

describe('a clause with ignoreCase', () => {
  const OPERATORS = ['contains', 'startsWith', 'endsWith'] as const;

  it.each(OPERATORS)('law 10 holds wherever "%s" holds exactly, for random texts', (operator) => {
    fc.assert(
      fc.property(anyText, fc.nat(), fc.nat(), (text, from, to) => {
        // Parts of the text, cut anywhere: in the middle of a word, and of a surrogate pair.
        const part = text.slice(from % (text.length + 1), to % (text.length + 1));
        if (!holdsFor({ operator, values: [part] }, text)) return;
        expect(holdsFor({ operator, values: [part], ignoreCase: true }, text)).toBe(true);
      }),
      { numRuns: runs(1_000) },
    );
  });

  it.each(OPERATORS)('"%s" finds what differs in case alone', (operator) => {
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
