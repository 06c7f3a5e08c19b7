import { perLocale } from './locale.ts';

/** The smallest share is one bucket in 100,000. */
const PERCENT_DECIMALS = 3;

const numberFormat = perLocale((locales) => new Intl.NumberFormat(locales));
// The unit, not the style "percent": that would multiply by 100.
const percentFormat = perLocale(
  (locales) =>
    new Intl.NumberFormat(locales, { style: 'unit', unit: 'percent', maximumFractionDigits: PERCENT_DECIMALS }),
);

/** "1,000", or "1.000" in German. */
export function formatNumber(value: number): string {
  return numberFormat().format(value);
}

/**
 * "25%", "33.333%", or "33,333 %" in German: at most three decimals, without trailing zeros.
 *
 * @param percentage from 0 to 100.
 */
export function formatPercent(percentage: number): string {
  return percentFormat().format(percentage);
}
