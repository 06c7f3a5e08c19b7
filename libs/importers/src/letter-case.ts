import type { Clause, Condition } from '@burgee/contracts';
import { anyOf } from './conditions.ts';

export type TextClause = Extract<Clause, { operator: 'startsWith' | 'endsWith' | 'contains' }>;

/** The schema's maximum number of patterns in one clause. */
const MAX_PATTERNS = 100;

/**
 * A condition for text whose lowercase matches one of the clause's values. Our own `ignoreCase` folds more: it also equates
 * `s` with `ſ` and `ß` with `ss`. Therefore the patterns list, for each letter, exactly its capitals.
 */
export function ignoringCase(
  { attribute, operator, values }: TextClause,
  report: (message: string) => void,
): Condition {
  const lowered = values.map((value) => value.toLowerCase());
  for (const value of lowered) {
    if (DEPENDS_ON_CONTEXT.test(value)) report(`Unleash's SDKs do not agree on the lowercase of "${value}"`);
  }
  const patterns = lowered.map((value) => buildPattern(value, operator));
  const clauses: Condition[] = [];
  for (let at = 0; at < patterns.length; at += MAX_PATTERNS) {
    clauses.push({ attribute, operator: 'matches', values: patterns.slice(at, at + MAX_PATTERNS) });
  }
  return anyOf(clauses);
}

/** A sigma changes at the end of a word, a capital dotted I becomes two characters, and a lone surrogate is not a letter. */
const DEPENDS_ON_CONTEXT = /[σς\u0307\ud800-\udfff]/u;

const I = 'i';
const DOTTED_I = 'İ';

function buildPattern(lowered: string, operator: TextClause['operator']): string {
  const letters = [...lowered];
  const pattern = letters.map((letter, index) => {
    const capitals = findCapitals(letter);
    // The lowercase of a dotted I is an `i` and a dot, so it matches only at the end of a value that may be followed by text.
    const isDotted = letter === I && index === letters.length - 1 && operator !== 'endsWith';
    const all = [letter, ...capitals, ...(isDotted ? [DOTTED_I] : [])].join('');
    return all === letter ? letter.replace(/[\\^$.*+?()[\]{}|]/, '\\$&') : `[${all}]`;
  });
  return `${operator === 'startsWith' ? '^' : ''}${pattern.join('')}${operator === 'endsWith' ? '$' : ''}`;
}

/** Letters beyond this code point have no case. */
const LAST_CASED = 0x1ffff;

let capitals: Map<string, string[]> | undefined;

/** The letters with a given lowercase: for `k`, those are `K` and the Kelvin sign. */
function findCapitals(letter: string): string[] {
  capitals ??= readCapitals();
  return capitals.get(letter) ?? [];
}

function readCapitals(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (let codePoint = 0; codePoint <= LAST_CASED; codePoint++) {
    const capital = String.fromCodePoint(codePoint);
    const letter = capital.toLowerCase();
    if (letter !== capital) found.set(letter, [...(found.get(letter) ?? []), capital]);
  }
  return found;
}
