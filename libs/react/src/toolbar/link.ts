import { type OverriddenFlag, withoutOverrideParams } from '@burgee/client/overrides';

/** The page's URL with exactly these overrides. */
export function linkWith(overrides: readonly OverriddenFlag[], href: string, prefix: string): string {
  const url = new URL(href);
  url.search = withoutOverrideParams(url.search, prefix);
  for (const { flagKey, value } of overrides) {
    url.searchParams.append(`${prefix}${flagKey}`, typeof value === 'string' ? value : JSON.stringify(value));
  }
  return url.href;
}
