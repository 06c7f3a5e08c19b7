/**
 * The abilities of an SDK, by the major version of Unleash's client specification that it names. 4: constraints. 5: variants
 * of strategies with their own hash, and dependencies. 6: patterns and address ranges.
 */
export type SpecLevel = 4 | 5 | 6;

export const SPEC_LEVELS: readonly SpecLevel[] = [4, 5, 6];

/** That of the newest SDKs, which can evaluate the most flags. */
export const NEWEST_SPEC_LEVEL: SpecLevel = 6;

/** @param version such as `5.2.0`. An SDK that names none is an old one. */
export function specLevelOf(version: string | undefined): SpecLevel {
  const major = Number(/^(\d{1,6})\./.exec(version ?? '')?.[1] ?? 0);
  return SPEC_LEVELS.findLast((level) => level <= major) ?? 4;
}
