/**
 * The strategies that Unleash sends to SDKs, in their order: it sends no disabled ones. If all are disabled, they stay, so
 * that the feature is named: with an empty list, it would be on for everyone.
 */
export function sentStrategies<S extends Readonly<Record<string, unknown>>>(strategies: readonly S[]): readonly S[] {
  const enabled = strategies.filter((strategy) => strategy['disabled'] !== true);
  const sent = enabled.length > 0 ? enabled : [...strategies];
  return sent.sort((one, other) => orderOf(one) - orderOf(other));
}

/** Unleash's own number for a strategy without one. */
const LAST = 9_999;

function orderOf({ sortOrder }: Readonly<Record<string, unknown>>): number {
  return typeof sortOrder === 'number' ? sortOrder : LAST;
}

type Variants = readonly unknown[] | null | undefined;

/**
 * In newer versions of Unleash, variants belong to an environment, and those of the feature no longer count.
 *
 * @param refuse called if the export does not say which of the two it means.
 */
export function sentVariants(own: Variants, general: Variants, refuse: (message: string) => void): readonly unknown[] {
  if (!own) return general ?? [];
  if (own.length === 0 && general?.length) refuse('the feature has some, but none in this environment');
  return own;
}
