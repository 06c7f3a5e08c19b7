import { EnvironmentFile, FILE_FORMAT, type FlagKey, type SegmentKey } from '@burgee/contracts';
import type { AboutFeature, ImportedEnvironment } from '@burgee/importers';

type LeftOut = { readonly flags: ReadonlySet<FlagKey>; readonly segments: ReadonlySet<SegmentKey> };

/** The imported flags and segments as a file. It says nothing about overrides and the environment itself. */
export function importedFile(
  { ruleset }: ImportedEnvironment,
  about: ReadonlyMap<string, AboutFeature>,
  leftOut: LeftOut,
): EnvironmentFile {
  return EnvironmentFile.parse({
    burgee: FILE_FORMAT,
    environment: { key: ruleset.environment },
    overrides: false,
    segments: ruleset.segments.filter(({ key }) => !leftOut.segments.has(key)),
    flags: ruleset.flags
      .filter(({ key }) => !leftOut.flags.has(key))
      .map(({ archived: _archived, ...flag }) => {
        // Every feature with a name has an entry.
        const { description, tags } = about.get(flag.key) as AboutFeature;
        return { ...flag, description, tags };
      }),
  } satisfies Parameters<typeof EnvironmentFile.parse>[0]);
}
