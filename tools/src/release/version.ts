const VERSION = /^(\d+)\.(\d+)\.(\d+)$/;

/** The version after a release that adds features. */
export function nextMinor(version: string): string {
  const [major = 0, minor = 0] = partsOf(version);
  return `${major}.${minor + 1}.0`;
}

/**
 * Returns why a version cannot follow `current`, or `undefined` if it can. The current version itself can be released once,
 * because the first release has the version that the repository began with.
 *
 * @param isTagged whether the current version was released.
 */
export function versionProblem(version: string, current: string, isTagged: boolean): string | undefined {
  if (!VERSION.test(version)) return `"${version}" is not a version such as ${nextMinor(current)}.`;
  const difference = compare(partsOf(version), partsOf(current));
  if (difference < 0) return `${version} is older than ${current}.`;
  if (difference === 0 && isTagged) return `${version} was released before.`;
  return undefined;
}

function partsOf(version: string): number[] {
  return (VERSION.exec(version) ?? []).slice(1).map(Number);
}

function compare(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((part, position) => part !== b[position]);
  return index === -1 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}
