import { describeInexact, findInexactNumbers, isExactDecimal, parseDecimal } from './exact-number.ts';
import { readBoolean } from './override-params.ts';
import type { FlagType, JsonValue } from './value.ts';
import { isValueOf } from './value-type.ts';

/** The parsed value, or a sentence about the problem. */
export type ReadValue = { readonly value: JsonValue } | { readonly problem: string };

/** Parses text from a person or a URL by the flag's type. A number that would lose digits is a problem. */
export function readValueText(type: FlagType, text: string): ReadValue {
  return READERS[type](text);
}

/** Formats a value so that `readValueText` parses it back. */
export function writeValueText(type: FlagType, value: JsonValue): string {
  if (type === 'json') return JSON.stringify(value, null, 2);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const READERS: Readonly<Record<FlagType, (text: string) => ReadValue>> = {
  boolean: (text) => {
    const value = readBoolean(text);
    return value === undefined ? { problem: 'Use true or false.' } : { value };
  },
  string: (text) => ({ value: text }),
  number: (text) => {
    const digits = text.trim();
    const value = parseDecimal(digits);
    if (value === undefined) return { problem: 'Use a number, like 12.5.' };
    return isExactDecimal(digits) ? { value } : { problem: toSentence(describeInexact(digits)) };
  },
  json: readJsonText,
};

function readJsonText(text: string): ReadValue {
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch (error) {
    return { problem: `This is not JSON: ${error instanceof Error ? error.message : 'it cannot be read'}.` };
  }
  if (!isValueOf.json(value)) return { problem: 'Use an object or a list, like {"text": "hello"}.' };
  const [lost] = findInexactNumbers(text);
  return lost ? { problem: toSentence(describeInexact(lost.digits)) } : { value };
}

function toSentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}
