import { ownValue } from '@burgee/contracts/wire';
import { Argument, Option } from '@commander-js/extra-typings';
import type { Field } from './use-case.ts';
import { type Entry, wordOf } from './words.ts';

const TEXTS: Readonly<Record<string, string>> = {
  archived: 'only archived ones',
  enabled: 'switched on',
  expiresAt: 'an instant, such as 2027-01-31T18:00:00Z',
  flagKey: 'the key of a flag',
  from: 'from this instant on, such as 2026-12-24T18:00:00Z',
  key: 'the key',
  number: 'the number of an entry of the audit trail',
  origins: 'the origin of pages that may use the key',
  overlapHours: 'how long the previous secret stays valid',
  page: 'the page, from 1',
  pageSize: 'how many on a page, at most 200',
  reach: 'the only environments that the key can access',
  reason: 'why, for the audit trail',
  revision: 'fail if someone else changed it after this revision',
  rolloutPercentage: 'the percentage of users, such as 25',
  search: 'text in the key or the description',
  testRunId: 'the id of the test run',
  to: 'before this instant',
  token: 'the token of the session or job',
  userId: 'the id of a user',
  users: 'the id of a user',
};

const PLACEHOLDERS = { text: 'text', number: 'number', list: 'text', json: 'json', value: 'value' } as const;

/** The argument of a field. */
export function argumentOf(field: Field): Argument<string> {
  return new Argument(`<${wordOf(field)}>`, describe(field));
}

/** The options of a field; a boolean has two. */
export function optionsOf(field: Field, { defaults }: Pick<Entry, 'defaults'>): Option[] {
  const word = wordOf(field);
  if (field.name === 'environment') return [environmentOption(field)];
  if (field.type === 'boolean') {
    const option = new Option(`--${word}`, `${describe(field)} (or --no-${word})`);
    return [option, new Option(`--no-${word}`).hideHelp()];
  }
  const option = new Option(`--${word} <${PLACEHOLDERS[field.type]}>`, describe(field));
  if (field.values && !field.isNullable) option.choices(field.values);
  if (field.type === 'list') option.argParser((text: string, texts: readonly string[] = []) => [...texts, text]);
  const fallback = ownValue(defaults, field.name);
  if (typeof fallback === 'string') option.default(fallback);
  else if (field.isRequired && !field.only) option.makeOptionMandatory();
  return [option];
}

function environmentOption({ isRequired }: Field): Option {
  const fallback = isRequired ? ' (default: BURGEE_ENVIRONMENT, or development)' : '';
  return new Option('-e, --environment <key>', `the environment${fallback}`);
}

function describe(field: Field): string {
  const { name, type, only, isNullable, values } = field;
  const text = ownValue(TEXTS, name) ?? name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  const notes = [
    type === 'list' && 'may be repeated',
    type === 'json' && 'JSON or @file.json',
    type === 'value' && 'JSON, @file.json or text',
    isNullable && [...(values ?? []), 'or null'].join(', '),
    only && `with ${only.field} ${only.values.join(' or ')}`,
  ].filter((note) => note !== false && note !== undefined);
  return notes.length > 0 ? `${text}; ${notes.join('; ')}` : text;
}
