import type {
  EnvironmentFile,
  EnvironmentPlan,
  FlagKey,
  SegmentKey,
  UnleashProblem,
  UnleashReport,
} from '@burgee/contracts';
import { isSameJson } from '@burgee/contracts';
import type { Database } from '@burgee/data-access';
import { segmentKeysIn } from '@burgee/evaluator';
import type { ImportedEnvironment, UnleashExportImport } from '@burgee/importers';
import { planFiles } from '../files/apply.ts';
import { type FileToApply, type FlagStep, planFile } from '../files/plan-file.ts';
import { type EnvironmentState, readState } from '../files/state.ts';
import { importedFile } from './imported-file.ts';

/** The part of an import that is made, and what is left out. */
export type ChosenFiles = {
  readonly files: readonly FileToApply[];
  readonly plans: readonly EnvironmentPlan[];
  readonly problems: readonly UnleashProblem[];
  readonly kept: UnleashReport['kept'];
};

export type Reader = { readonly database: Database; readonly now: () => Date };

export type Selection = {
  /** Whether flags and segments that exist here are changed. */
  readonly update: boolean;
  readonly isSelected: (feature: string) => boolean;
};

/** Leaves out features that are not selected, flags that exist here and must stay, and the features that depend on either. */
export async function chooseFiles(
  reader: Reader,
  { environments, about }: UnleashExportImport,
  selection: Selection,
): Promise<ChosenFiles> {
  const chosen = await reader.database.load(async (em) => {
    const all: Chosen[] = [];
    for (const imported of environments) {
      const state = await readState(em, imported.ruleset.environment, { withOverrides: false });
      all.push(chooseFile({ imported, about, state, ...selection, now: reader.now() }));
    }
    return all;
  });
  const files = chosen.map(({ file }) => file);
  return {
    files,
    plans: await planFiles(reader, files, {}),
    problems: chosen.flatMap(({ problems }) => problems),
    kept: chosen.flatMap(({ kept }) => kept),
  };
}

type Chosen = Pick<ChosenFiles, 'problems' | 'kept'> & { readonly file: FileToApply };

type Choice = Selection &
  Pick<UnleashExportImport, 'about'> & {
    readonly imported: ImportedEnvironment;
    readonly state: EnvironmentState | undefined;
    readonly now: Date;
  };

function chooseFile({ imported, about, state, update, isSelected, now }: Choice): Chosen {
  const { environment } = imported.ruleset;
  const managed = managedFlags(imported, state);
  const notManaged = importedFile(imported, about, { flags: new Set(managed.keys()), segments: NONE });
  const plan = planFile({ environment, file: notManaged }, state, { now });
  const unselected = plan.flags.filter(({ key }) => !isSelected(key));
  const kept = update ? [] : plan.flags.filter(({ key, before }) => before !== undefined && isSelected(key));
  const segments = update ? [] : plan.segments.filter(({ before }) => before !== undefined).map(({ key }) => key);
  const others = [...unselected, ...kept].filter(decidesOtherwise);
  const flags = new Map([
    ...[...managed.keys()].map((key) => [key, DIFFERENT] as const),
    ...others.map(({ key, before }) => [key, before ? DIFFERENT : 'is not imported'] as const),
  ]);
  const named = dependents(imported, { flags, segments: new Set<SegmentKey>(segments) });
  const absent = [...flags.keys(), ...[...unselected, ...kept].map(({ key }) => key), ...named.keys()];
  const problems = [
    ...imported.problems,
    ...[...managed].map(([key, source]) => asProblem(key, `it is managed in ${source}`)),
    ...[...named].map(([key, message]) => asProblem(key, message)),
  ];
  return {
    file: { environment, file: chosenFile({ imported, about, isSelected }, { absent, segments }) },
    problems: problems.filter(({ feature }) => isSelected(feature)).map((problem) => ({ environment, ...problem })),
    kept: kept.map(({ key }) => ({ environment, flagKey: key })),
  };
}

const DIFFERENT = 'is different here';

type Absent = { readonly absent: readonly FlagKey[]; readonly segments: readonly SegmentKey[] };

/** A selection brings only the segments that it uses. */
function chosenFile(
  { imported, about, isSelected }: Pick<Choice, 'imported' | 'about' | 'isSelected'>,
  { absent, segments }: Absent,
): EnvironmentFile {
  const { ruleset } = imported;
  const flags = new Set(absent);
  const isWhole = ruleset.flags.every(({ key }) => isSelected(key));
  const used = segmentKeysIn(ruleset.flags.filter(({ key }) => !flags.has(key)));
  const unused = ruleset.segments.map(({ key }) => key).filter((key) => !isWhole && !used.has(key));
  return importedFile(imported, about, { flags, segments: new Set([...segments, ...unused]) });
}

const NONE: ReadonlySet<SegmentKey> = new Set();

/** The imported flags that are managed elsewhere, and where. */
function managedFlags({ ruleset }: ImportedEnvironment, state: EnvironmentState | undefined) {
  return new Map(
    ruleset.flags.flatMap(({ key }) => {
      const source = state?.flags.get(key)?.managedBy?.source;
      return source === undefined ? [] : [[key, source] as const];
    }),
  );
}

function asProblem(feature: string, message: string) {
  return { feature, construct: 'flag', message };
}

/** Whether the flag would return something else after the import. Its texts return nothing. */
function decidesOtherwise({ before, after }: FlagStep): boolean {
  const texts = { description: '', tags: [], overrides: null };
  return !isSameJson({ ...before, ...texts }, { ...after, ...texts });
}

/** The flags that are left out, with the reason, and the segments that are different here. */
type LeftOut = { readonly flags: ReadonlyMap<FlagKey, string>; readonly segments: ReadonlySet<SegmentKey> };

/** The flags whose answers depend on something that is left out, with the reason. */
function dependents({ ruleset }: ImportedEnvironment, { flags, segments }: LeftOut): ReadonlyMap<FlagKey, string> {
  const found = new Map<FlagKey, string>();
  const remaining = ruleset.flags.filter(({ key }) => !flags.has(key));
  for (const { key, rules } of remaining) {
    const segment = [...segmentKeysIn(rules)].find((name) => segments.has(name as SegmentKey));
    if (segment !== undefined) found.set(key, `it uses the segment "${segment}", which is different here`);
  }
  const reasons = new Map([...flags, ...[...found.keys()].map((key) => [key, 'is not imported'] as const)]);
  // A flag that requires another one is required by none, so that one pass finds them all.
  for (const { key, prerequisites } of remaining) {
    const flag = prerequisites.find(({ flagKey }) => reasons.has(flagKey));
    if (flag) found.set(key, `it requires "${flag.flagKey}", which ${reasons.get(flag.flagKey)}`);
  }
  return found;
}
