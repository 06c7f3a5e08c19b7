import { SEMVER_PATTERN } from '@burgee/contracts';

/** A version by SemVer 2.0; build metadata does not count. */
export type Semver = { core: readonly [number, number, number]; prerelease: readonly string[] };

export function parseSemver(text: string): Semver | undefined {
  const match = SEMVER_PATTERN.exec(text);
  if (!match) return undefined;
  return { core: [Number(match[1]), Number(match[2]), Number(match[3])], prerelease: match[4]?.split('.') ?? [] };
}

/** Negative where `text` comes before `version`; `NaN` where it is no version, so that every comparison is false. */
export function compareSemver(text: string, version: Semver): number {
  const plain = comparePlain(text, version);
  if (plain !== undefined) return plain;
  const parsed = parseSemver(text);
  if (!parsed) return NaN;
  return compareCores(parsed.core, version.core) || comparePrereleases(parsed.prerelease, version.prerelease);
}

const ZERO = 48;
const NINE = 57;
const DOT = 46;

/**
 * Compares a plain `1.22.333` without allocating; `undefined` where the text is anything else.
 * Most versions in contexts are plain, and a regular expression costs as much as the rest of an evaluation.
 */
function comparePlain(text: string, version: Semver): number | undefined {
  let position = 0;
  let order = 0;
  for (let part = 0; part < 3; part++) {
    const start = position;
    let number = 0;
    for (; position < text.length; position++) {
      const code = text.charCodeAt(position);
      if (code < ZERO || code > NINE) break;
      number = number * 10 + code - ZERO;
    }
    const digits = position - start;
    if (digits === 0 || (digits > 1 && text.charCodeAt(start) === ZERO)) return undefined;
    if (part < 2 && text.charCodeAt(position++) !== DOT) return undefined;
    if (order === 0) order = number - (version.core[part] as number);
  }
  if (position !== text.length) return undefined;
  return order || version.prerelease.length;
}

function compareCores(a: Semver['core'], b: Semver['core']): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

/** A version without prerelease comes after one with; numbers come before words; fewer fields before more. */
function comparePrereleases(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return b.length - a.length;
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = compareIdentifiers(a[i] as string, b[i] as string);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareIdentifiers(a: string, b: string): number {
  const [aIsNumber, bIsNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (aIsNumber && bIsNumber) return Number(a) - Number(b);
  if (aIsNumber !== bIsNumber) return aIsNumber ? -1 : 1;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
