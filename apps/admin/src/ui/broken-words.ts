import { type Detail, ownValue } from '@burgee/contracts';
import { formatList } from './format/words.ts';

/** The stored fields of a row that cannot be read. */
export type Broken = readonly Detail[];

const FIELDS: Readonly<Record<string, string>> = {
  onVariant: 'on variant',
  offVariant: 'off variant',
  overrideType: 'layer',
  before: 'state before',
  after: 'state after',
  roles: 'roles per environment',
  reach: 'allowed environments',
};

/** The API names of the broken fields, each once. */
export function brokenFields(broken: Broken): string[] {
  return [...new Set(broken.map(({ path }) => path.split('.')[0] ?? path))];
}

/** Describes what is wrong with a row: "The stored rules and variants cannot be read." */
export function brokenSentence(broken: Broken): string {
  const fields = brokenFields(broken);
  const unread = fields.filter((field) => field !== 'key').map((field) => ownValue(FIELDS, field) ?? field);
  if (unread.length === 0) return 'The stored key is not valid.';
  return `The stored ${formatList(unread)} cannot be read.${fields.includes('key') ? ' The stored key is not valid.' : ''}`;
}

/** Whether the key is invalid. Keys never change, so it cannot be repaired. */
export function isKeyBroken(broken: Broken = []): boolean {
  return broken.some(({ path }) => path === 'key');
}
