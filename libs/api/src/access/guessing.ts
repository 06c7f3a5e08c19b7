import { COMMON_WORDS } from './common-words.ts';

/**
 * Estimates how many guesses a password or secret withstands, like zxcvbn: an attacker tries words, years, repeats and
 * sequences before anything else. Source:
 * https://www.usenix.org/conference/usenixsecurity16/technical-sessions/presentation/wheeler
 */
type Estimate = {
  /** The approximate base-2 logarithm of the guesses. */
  readonly bits: number;
  /** The kinds of parts that are easy to guess, in order of appearance. */
  readonly weakParts: readonly WeakPart[];
};

type WeakPart = 'common words' | 'your name or address' | 'years' | 'repeats and sequences';

/** Bits that a part is worth, regardless of its length. */
const PART_BITS: Readonly<Record<WeakPart, number>> = {
  'your name or address': 1,
  'repeats and sequences': 0.5,
  years: 6,
  'common words': 8,
};

/** Adjacent characters on a keyboard, in the alphabet and among digits, in both directions. */
const ROWS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertzuiop',
  'azertyuiop',
];
const NEIGHBORS = new Set(
  ROWS.flatMap((row) => [...row].slice(1).flatMap((key, at) => [row[at] + key, key + row[at]])),
);

/** Digits and symbols that replace letters. `1` replaces two, `i` and `l`, so it is handled separately. */
const LETTERS = new Map([
  ['0', 'o'],
  ['3', 'e'],
  ['4', 'a'],
  ['5', 's'],
  ['7', 't'],
  ['@', 'a'],
  ['$', 's'],
  ['!', 'i'],
]);

/** Patterns that detect an alphabet, and the alphabet's size. */
const ALPHABETS = [
  [/[a-z]/, 26],
  [/[A-Z]/, 26],
  [/\d/, 10],
  [/[ -/:-@[-`{-~]/, 33],
  [/[^ -~]/, 100],
] as const;

const SHORTEST_WORD = 3;
/** The shortest repeat that is not chance. */
const REPEAT = 3;

/** @param own facts that others know about the person: an address, a name. */
export function estimateGuesses(text: string, own: readonly string[] = []): Estimate {
  const bitsOfOne = Math.log2(ALPHABETS.reduce((sum, [shows, size]) => sum + (shows.test(text) ? size : 0), 0));
  const lower = text.toLowerCase();
  const ownWords = own.flatMap(ownWordsIn);
  const spellings = [lower, replaceLookalikes(lower, 'i'), replaceLookalikes(lower, 'l')];
  const weakParts = new Set<WeakPart>();
  let bits = 0;
  for (let at = 0; at < lower.length;) {
    const part = weakPartAt(lower, at, (words) => longestAt(spellings, at, words), ownWords);
    bits += part ? Math.min(PART_BITS[part.kind], part.length * bitsOfOne) : bitsOfOne;
    if (part) weakParts.add(part.kind);
    at += part?.length ?? 1;
  }
  return { bits, weakParts: [...weakParts] };
}

/** A text in lower case, the same without punctuation, and its parts. */
function ownWordsIn(text: string): string[] {
  const lower = text.toLowerCase();
  const parts = lower.split(/[^\p{L}\p{N}]+/u);
  return [lower, parts.join(''), ...parts].filter((word) => word.length >= SHORTEST_WORD);
}

function replaceLookalikes(text: string, one: string): string {
  return [...text].map((sign) => (sign === '1' ? one : (LETTERS.get(sign) ?? sign))).join('');
}

function longestAt(spellings: readonly string[], at: number, words: readonly string[]): number {
  const found = words.filter((word) => spellings.some((text) => text.startsWith(word, at)));
  return Math.max(0, ...found.map((word) => word.length));
}

type Part = { readonly kind: WeakPart; readonly length: number };

function weakPartAt(
  text: string,
  at: number,
  longest: (words: readonly string[]) => number,
  ownWords: readonly string[],
): Part | undefined {
  // The cheapest first: it wins a tie in length.
  const parts: Part[] = [
    { kind: 'repeats and sequences', length: Math.max(repeatedAt(text, at), isNext(text, at) ? 1 : 0) },
    { kind: 'your name or address', length: longest(ownWords) },
    { kind: 'years', length: /^(19|20)\d\d/.test(text.slice(at)) ? 4 : 0 },
    { kind: 'common words', length: longest(COMMON_WORDS) },
  ];
  return parts.filter(({ length }) => length > 0).sort((one, other) => other.length - one.length)[0];
}

/** Whether a character repeats the previous one or is its neighbor. */
function isNext(text: string, at: number): boolean {
  return text[at - 1] === text[at] || NEIGHBORS.has(text.slice(Math.max(0, at - 1), at + 1));
}

/** Length of the text from `at` that already occurred before. */
function repeatedAt(text: string, at: number): number {
  const isRepeated = (length: number) =>
    at + length <= text.length && text.lastIndexOf(text.slice(at, at + length), at - 1) >= 0;
  if (at === 0 || !isRepeated(REPEAT)) return 0;
  let length = REPEAT;
  while (isRepeated(length + 1)) length++;
  return length;
}
