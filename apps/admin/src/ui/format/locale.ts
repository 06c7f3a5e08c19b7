/**
 * The reader's locale, which all of `ui/format` follows.
 *
 * One rule: sentences are English, so plurals, lists and relative times are English everywhere. Numbers, percentages,
 * dates and times have the format of the reader's locale, including its names of months and days.
 */

const FALLBACK = 'en-US';

let locales: readonly string[] = [FALLBACK];
/** Increases with each change of the locale, so that formatters of the previous one are not reused. */
let generation = 0;

/**
 * Called once, by the composition root, before the first render.
 *
 * @param languages `navigator.languages`. Tags that are not valid are skipped: Chrome on Linux can report `en-US@posix`.
 */
export function setLocales(languages: readonly string[]): void {
  locales = [...languages.filter(isLocale), FALLBACK];
  generation += 1;
}

/** Returns a getter of a formatter for the reader's locale. It creates the formatter once: that is slow. */
export function perLocale<T>(create: (locales: string[]) => T): () => T {
  let held: { readonly formatter: T; readonly generation: number } | undefined;
  return () => {
    if (held?.generation !== generation) held = { formatter: create([...locales]), generation };
    return held.formatter;
  };
}

function isLocale(language: string): boolean {
  try {
    return Intl.getCanonicalLocales(language).length === 1;
  } catch {
    return false;
  }
}
