import type { EnvironmentPlan, FlagKey, SegmentKey, UnleashProblem, UnleashReport } from '@burgee/contracts';
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

/**
 * Leaves out flags that exist here and must stay as they are, and the features whose answers depend on them.
 *
 * @param update whether flags and segments that exist here are changed.
 */
export async function chooseFiles(
  reader: Reader,
  { environments, about }: UnleashExportImport,
  update: boolean,
): Promise<ChosenFiles> {
  const chosen = await reader.database.load(async (em) => {
    const all: Chosen[] = [];
    for (const imported of environments) {
      const state = await readState(em, imported.ruleset.environment, { withOverrides: false });
      all.push(chooseFile({ imported, about, state, update, now: reader.now() }));
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

type Choice = Pick<UnleashExportImport, 'about'> & {
  readonly imported: ImportedEnvironment;
  readonly state: EnvironmentState | undefined;
  readonly update: boolean;
  readonly now: Date;
};

function chooseFile({ imported, about, state, update, now }: Choice): Chosen {
  const { environment } = imported.ruleset;
  const managed = imported.ruleset.flags.flatMap(({ key }) => {
    const source = state?.flags.get(key)?.managedBy?.source;
    return source === undefined ? [] : [{ key, source }];
  });
  const notManaged = importedFile(imported, about, { flags: new Set(managed.map(({ key }) => key)), segments: NONE });
  const plan = planFile({ environment, file: notManaged }, state, { now });
  const staying = update ? [] : plan.flags.filter(({ before }) => before !== undefined);
  const segments = update ? [] : plan.segments.filter(({ before }) => before !== undefined).map(({ key }) => key);
  const others = [...managed.map(({ key }) => key), ...staying.filter(decidesOtherwise).map(({ key }) => key)];
  const named = dependents(imported, { flags: new Set(others), segments: new Set<SegmentKey>(segments) });
  const flags = new Set<FlagKey>([...others, ...staying.map(({ key }) => key), ...named.keys()]);
  const problems = [
    ...imported.problems,
    ...managed.map(({ key, source }) => asProblem(key, `it is managed in ${source}`)),
    ...[...named].map(([key, message]) => asProblem(key, message)),
  ];
  return {
    file: { environment, file: importedFile(imported, about, { flags, segments: new Set(segments) }) },
    problems: problems.map((problem) => ({ environment, ...problem })),
    kept: staying.map(({ key }) => ({ environment, flagKey: key })),
  };
}

const NONE: ReadonlySet<SegmentKey> = new Set();

function asProblem(feature: string, message: string) {
  return { feature, construct: 'flag', message };
}

/** Whether the flag would return something else after the import. Its texts return nothing. */
function decidesOtherwise({ before, after }: FlagStep): boolean {
  const texts = { description: '', tags: [], overrides: null };
  return !isSameJson({ ...before, ...texts }, { ...after, ...texts });
}

type Staying = { readonly flags: ReadonlySet<FlagKey>; readonly segments: ReadonlySet<SegmentKey> };

/** The flags whose answers depend on something that stays as it is, with the reason. */
function dependents({ ruleset }: ImportedEnvironment, staying: Staying): ReadonlyMap<FlagKey, string> {
  const found = new Map<FlagKey, string>();
  for (const { key, prerequisites, rules } of ruleset.flags) {
    if (staying.flags.has(key)) continue;
    const flag = prerequisites.find(({ flagKey }) => staying.flags.has(flagKey));
    const segment = [...segmentKeysIn(rules)].find((name) => staying.segments.has(name as SegmentKey));
    if (flag) found.set(key, `it requires "${flag.flagKey}", which is different here`);
    else if (segment !== undefined) found.set(key, `it uses the segment "${segment}", which is different here`);
  }
  return found;
}
