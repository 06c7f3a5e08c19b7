import { formatNumber } from './numbers.ts';

// British, because no text of the app has a comma before "and".
const listFormat = new Intl.ListFormat('en-GB');

/** The form of a word that fits `count`: "is" for 1, "are" for 0, 2 and more. */
export function pluralize(count: number, one: string, many = `${one}s`): string {
  return count === 1 ? one : many;
}

/** "1 user", "0 users", "1,000 users". */
export function formatCount(count: number, one: string, many?: string): string {
  return `${formatNumber(count)} ${pluralize(count, one, many)}`;
}

/** "ann", "ann and ben", "ann, ben and cleo". */
export function formatList(items: readonly string[]): string {
  return listFormat.format(items);
}

/**
 * The first items and the number of others: "ann, ben and 118 more".
 *
 * A list without others is joined by commas alone, because it may stand next to another "and".
 *
 * @param total the number of all items, of which `first` may have fewer.
 */
export function formatShortList(first: readonly string[], total: number): string {
  const others = total - first.length;
  return others > 0 ? `${first.join(', ')} and ${formatNumber(others)} more` : first.join(', ');
}
