import type { Clause, Condition } from '@burgee/contracts';
import { anyOf } from './conditions.ts';

export type TextClause = Extract<Clause, { operator: 'startsWith' | 'endsWith' | 'contains' }>;

/** Patterns in one clause, by its schema. */
const MAX_PATTERNS = 100;

/**
 * Text that is in lower case the same as one of the clause's values. Our own `ignoreCase` folds more: `s` is `ſ` there,
 * and `ß` is `ss`. The patterns therefore list, for each letter, exactly those that it is the lower case of.
 */
export function ignoringCase(
  { attribute, operator, values }: TextClause,
  report: (message: string) => void,
): Condition {
  const lowered = values.map((value) => value.toLowerCase());
  for (const value of lowered) {
    if (DEPENDS_ON_CONTEXT.test(value)) report(`Unleash's SDKs do not agree on the lower case of "${value}"`);
  }
  const patterns = lowered.map((value) => patternOf(value, operator));
  const clauses: Condition[] = [];
  for (let at = 0; at < patterns.length; at += MAX_PATTERNS) {
    clauses.push({ attribute, operator: 'matches', values: patterns.slice(at, at + MAX_PATTERNS) });
  }
  return anyOf(clauses);
}

/** A sigma has another form at the end of a word, a capital dotted I becomes two characters, and halves are no letters. */
const DEPENDS_ON_CONTEXT = /[σς\u0307\ud800-\udfff]/u;

const I = 'i';
const DOTTED_I = 'İ';

function patternOf(lowered: string, operator: TextClause['operator']): string {
  const letters = [...lowered];
  const pattern = letters.map((letter, index) => {
    const capitals = capitalsOf(letter);
    // Its lower case is an `i` and a dot: only the end of a text that may continue fits in between.
    const isDotted = letter === I && index === letters.length - 1 && operator !== 'endsWith';
    const all = [letter, ...capitals, ...(isDotted ? [DOTTED_I] : [])].join('');
    return all === letter ? letter.replace(/[\\^$.*+?()[\]{}|]/, '\\$&') : `[${all}]`;
  });
  return `${operator === 'startsWith' ? '^' : ''}${pattern.join('')}${operator === 'endsWith' ? '$' : ''}`;
}

/** Letters beyond this code point have no case. */
const LAST_CASED = 0x1ffff;

let capitals: Map<string, string[]> | undefined;

/** The letters that a letter is the lower case of: for `k`, those are `K` and the Kelvin sign. */
function capitalsOf(letter: string): string[] {
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
