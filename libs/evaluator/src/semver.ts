import { SEMVER_PATTERN } from '@burgee/contracts';
import { comparePlainVersion } from './plain-version.ts';

/** A version by SemVer 2.0 without build metadata. Numbers are strings, because they may have any number of digits. */
type Semver = { readonly core: readonly string[]; readonly prerelease: readonly string[] };

function parseSemver(text: string): Semver | undefined {
  const match = SEMVER_PATTERN.exec(text);
  return match ? { core: match.slice(1, 4), prerelease: match[4]?.split('.') ?? [] } : undefined;
}

/** The version in a clause, prepared for comparisons. */
export type SemverReference = Semver & { readonly numbers: readonly number[] };

export function parseReference(text: string): SemverReference | undefined {
  const version = parseSemver(text);
  return version && { ...version, numbers: version.core.map(Number) };
}

/** Negative if `text` is lower than `reference`; `NaN` if it is not a version, so that every comparison is false. */
export function compareSemver(text: string, reference: SemverReference): number {
  const plain = comparePlainVersion(text, reference);
  if (plain !== undefined) return plain;
  const version = parseSemver(text);
  if (!version) return NaN;
  return (
    firstDifference(version.core, reference.core, compareNumbers) ||
    comparePrereleases(version.prerelease, reference.prerelease)
  );
}

/** A version with a prerelease is lower than one without; numbers are lower than words; fewer fields are lower than more. */
function comparePrereleases(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return b.length - a.length;
  return firstDifference(a, b, compareIdentifiers) || a.length - b.length;
}

function firstDifference(
  a: readonly string[],
  b: readonly string[],
  compare: (a: string, b: string) => number,
): number {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const order = compare(a[index] as string, b[index] as string);
    if (order !== 0) return order;
  }
  return 0;
}

function compareIdentifiers(a: string, b: string): number {
  const [aIsNumber, bIsNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (aIsNumber && bIsNumber) return compareNumbers(a, b);
  if (aIsNumber !== bIsNumber) return aIsNumber ? -1 : 1;
  return compareTexts(a, b);
}

/** There are no leading zeros, so that more digits mean a larger number. */
function compareNumbers(a: string, b: string): number {
  return a.length - b.length || compareTexts(a, b);
}

function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
