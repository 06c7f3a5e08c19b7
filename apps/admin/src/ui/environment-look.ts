import type { Environment } from '@burgee/contracts';

type Named = Pick<Environment, 'key'>;

/** Where real users are, by what such environments are called. */
export function isProduction({ key }: Named): boolean {
  return /(^|-)(prod|production|live)(-|$)/.test(key);
}

const COLOURS = ['teal', 'violet', 'cyan', 'grape', 'indigo', 'lime'] as const;
const KNOWN: Readonly<Record<string, string>> = { development: 'blue', dev: 'blue', staging: 'orange', test: 'grape' };

/** A colour of the theme, the same everywhere and for everybody. Red is production's alone. */
export function colourOf(environment: Named): string {
  if (isProduction(environment)) return 'red';
  const known = KNOWN[environment.key];
  if (known) return known;
  const sum = [...environment.key].reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0);
  return COLOURS[sum % COLOURS.length] ?? 'teal';
}
