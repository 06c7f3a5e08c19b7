/** A sentence above the changes that names the next version. */
const ANNOUNCEMENT = /^This will be .*\n+/;

/**
 * Returns the changelog with everything under "Unreleased" as the section of a version.
 *
 * @param date of the release, such as `2026-11-30`.
 * @throws Error if there are no changes to release.
 */
export function releaseChangelog(changelog: string, version: string, date: string): string {
  const [before, after] = splitAt(changelog, /^## Unreleased\n/m);
  const [unreleased, older] = splitAt(after, /^## /m);
  const changes = unreleased.trimStart().replace(ANNOUNCEMENT, '').trim();
  if (changes === '') throw new Error('CHANGELOG.md has nothing under "Unreleased".');
  return `${before}## Unreleased\n\n## ${version} - ${date}\n\n${changes}\n${older && `\n## ${older}`}`;
}

/** The text before and after the first match; all of it is before if nothing matches. */
function splitAt(text: string, separator: RegExp): [string, string] {
  const match = separator.exec(text);
  return match ? [text.slice(0, match.index), text.slice(match.index + match[0].length)] : [text, ''];
}
