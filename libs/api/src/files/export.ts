import { type Detail, type EnvironmentFile, type EnvironmentKey, FILE_FORMAT, type FileFlag } from '@burgee/contracts';
import { type Database, environmentNotFound } from '@burgee/data-access';
import { invalidAt } from '../failures/invalid.ts';
import { type EnvironmentState, readState } from './state.ts';
import { wholeFlag } from './whole-flag.ts';

type ExportOptions = {
  /** Whether to include the lasting overrides. */
  readonly overrides: boolean;
};

/**
 * Returns an environment as a file, of one snapshot. Segments and flags are in the order of their keys by code units.
 *
 * @throws DomainError ENVIRONMENT_NOT_FOUND; LIMIT_EXCEEDED for too many overrides; VALIDATION_FAILED for something that
 *   cannot be read as it is stored.
 */
export async function exportEnvironment(
  { database, now }: { readonly database: Database; readonly now: () => Date },
  key: EnvironmentKey,
  { overrides }: ExportOptions,
): Promise<EnvironmentFile> {
  return database.load(async (em) => {
    const state = await readState(em, key, { withOverrides: overrides });
    if (!state) throw await environmentNotFound(em, key);
    refuseBroken(state);
    return fileOf(state, overrides, now());
  });
}

function fileOf({ environment, segments, flags, overrides: held }: EnvironmentState, overrides: boolean, now: Date) {
  const { key, name, color, isProduction, permitsSessionOverrides, bucketing } = environment;
  return {
    burgee: FILE_FORMAT,
    environment: { key, name, color, isProduction, permitsSessionOverrides, bucketing },
    overrides,
    segments: [...segments.values()]
      .map(({ key, name, description, condition }) => ({ key, name, description, condition }))
      .sort(byKey),
    flags: [...flags.values()].map((flag): FileFlag => wholeFlag(flag, held.get(flag.key), now)).sort(byKey),
  } satisfies EnvironmentFile;
}

function byKey(one: { readonly key: string }, other: { readonly key: string }): number {
  return one.key < other.key ? -1 : 1;
}

/** A file must not say that a field is empty because its stored value is invalid. */
function refuseBroken({ environment, segments, flags }: EnvironmentState): void {
  const problems = [
    ...describeBroken('environment', environment),
    ...[...segments.values()].flatMap((segment) => describeBroken('segment', segment)),
    ...[...flags.values()].flatMap((flag) => describeBroken('flag', flag)),
  ];
  if (problems.length > 0) throw invalidAt(problems);
}

function describeBroken(
  subject: string,
  { key, broken = [] }: { readonly key: string; readonly broken?: Detail[] | undefined },
) {
  return broken.map(({ path, message }) => ({
    path: 'environment',
    message: `the ${path} of the ${subject} "${key}" cannot be read as it is stored: ${message}. Set it again, or delete the ${subject}`,
  }));
}
