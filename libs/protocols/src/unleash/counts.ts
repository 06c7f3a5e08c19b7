import type { FlagConfig } from '@burgee/contracts';

/** How often an Unleash SDK found a flag on and off, and how often each variant. */
export type UnleashCount = {
  readonly yes: number;
  readonly no: number;
  readonly variants: ReadonlyMap<string, number>;
};

type VariantCount = { readonly variant: string | null; readonly count: number };

/**
 * The answers of a flag by variant; `null` for those without one. An SDK counts each answer as on or off, and those with a
 * variant in `variants` as well.
 */
export function countsOfUnleash(
  { type, variants, onVariant, offVariant }: Pick<FlagConfig, 'type' | 'variants' | 'onVariant' | 'offVariant'>,
  { yes, no, variants: counted }: UnleashCount,
): VariantCount[] {
  const isKnown = (name: string) => variants.some(({ key }) => key === name && key !== offVariant);
  const named = type === 'boolean' ? [] : [...counted].filter(([name]) => isKnown(name));
  const others = yes - named.reduce((sum, [, count]) => sum + count, 0);
  const rest: VariantCount[] = [
    { variant: type === 'boolean' ? onVariant : null, count: others },
    { variant: offVariant, count: no },
  ];
  return [...named.map(([variant, count]) => ({ variant, count })), ...rest].filter(({ count }) => count > 0);
}
