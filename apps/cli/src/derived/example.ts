import { ownValue } from '@burgee/contracts/wire';
import { quoteWord } from '../again.ts';
import type { Field } from './use-case.ts';
import { type Entry, wordOf } from './words.ts';

/** The example of a use case as a command line. */
export function exampleOf({ group, name, args, options, example, defaults }: Entry): string {
  const given = (field: Field) => ![undefined, ownValue(defaults, field.name)].includes(ownValue(example, field.name));
  const words = [
    ...args.map((field) => textOf(ownValue(example, field.name))),
    ...options.filter(given).flatMap((field) => optionWords(field, ownValue(example, field.name))),
  ];
  return ['burgee', group, name, ...words].join(' ');
}

function optionWords(field: Field, value: unknown): string[] {
  const option = `--${wordOf(field)}`;
  if (field.type === 'boolean') return [value ? option : `--no-${wordOf(field)}`];
  const values = field.type === 'list' && Array.isArray(value) ? (value as unknown[]) : [value];
  return values.flatMap((one) => [option, textOf(one)]);
}

function textOf(value: unknown): string {
  return quoteWord(typeof value === 'string' ? value : JSON.stringify(value));
}
