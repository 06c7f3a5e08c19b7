import {
  type Environment,
  type EnvironmentFile,
  type EnvironmentKey,
  type Flag,
  type FlagKey,
  isSameJson,
  type ManagedBy,
  type Segment,
  type SegmentKey,
} from '@burgee/contracts';
import { invalid } from '../failures/invalid.ts';
import { flagManaged } from '../flags/managed.ts';
import type { SegmentContent } from '../segments/change.ts';
import type { EnvironmentState, HeldOverrides } from './state.ts';
import { completeFlag, type WholeFlag, wholeFlag } from './whole-flag.ts';

export type FileToApply = { readonly environment: EnvironmentKey; readonly file: EnvironmentFile };

export type PlanOptions = {
  /** Whether to remove the segments and flags that the file does not have, except flags that another source manages. */
  readonly prune?: boolean | undefined;
  /** The source that manages the flags of the file from now on; by default, the one that the file itself names, if any. */
  readonly managedBy?: string | undefined;
};

export type Settings = Pick<Environment, 'name' | 'color' | 'isProduction' | 'permitsSessionOverrides' | 'bucketing'>;

/** A segment that is created, changed, or removed if it has no `after`. */
export type SegmentStep = {
  readonly key: SegmentKey;
  readonly before: Segment | undefined;
  readonly after: SegmentContent | undefined;
};

/** The same for a flag. */
export type FlagStep = {
  readonly key: FlagKey;
  readonly stored: Flag | undefined;
  readonly held: HeldOverrides | undefined;
  readonly before: WholeFlag | undefined;
  readonly after: WholeFlag | undefined;
  /** Whether at most its overrides change. */
  readonly isSameFlag: boolean;
};

/** The changes that one file makes. */
export type FilePlan = {
  readonly environment: EnvironmentKey;
  readonly file: EnvironmentFile;
  /** The state before; `undefined` if the environment does not exist yet. */
  readonly state: EnvironmentState | undefined;
  /** The settings, if they change. */
  readonly settings: Settings | undefined;
  readonly segments: readonly SegmentStep[];
  readonly flags: readonly FlagStep[];
  readonly unchanged: number;
  readonly kept: readonly FlagKey[];
};

const DEFAULT_SETTINGS = {
  color: 'gray',
  isProduction: false,
  permitsSessionOverrides: false,
  bucketing: 'standard',
} as const;

/**
 * Compares a file with the state of its environment.
 *
 * @throws DomainError FLAG_MANAGED, and VALIDATION_FAILED for what is wrong with a single flag of the file.
 */
export function planFile(
  { environment, file }: FileToApply,
  state: EnvironmentState | undefined,
  { prune = false, managedBy, now }: PlanOptions & { readonly now: Date },
): FilePlan {
  const segments = planSegments(file, state, prune);
  const mark =
    managedBy === undefined ? undefined : ({ kind: 'git', source: managedBy, overrides: file.overrides } as const);
  const flags = planFlags(file, state, { mark, now });
  const gone = prune ? goneFlags(file, state, managedBy) : [];
  const kept = gone.filter(({ isKept }) => isKept).map(({ flag }) => flag.key);
  const removed = gone.filter(({ isKept }) => !isKept);
  const changed = flags.filter(isChanged);
  return {
    environment,
    file,
    state,
    settings: planSettings(environment, file, state),
    segments,
    flags: [...changed, ...removed.map(({ flag }) => removedStep(flag, state, now))],
    unchanged: flags.length - changed.length + file.segments.length - segments.filter(({ after }) => after).length,
    kept,
  };
}

function planSettings(
  environment: EnvironmentKey,
  file: EnvironmentFile,
  state: EnvironmentState | undefined,
): Settings | undefined {
  const wanted = wantedSettings(environment, file, state?.environment);
  return state && isSameJson(pickSettings(state.environment), wanted) ? undefined : wanted;
}

/**
 * The settings after a file is applied. Applied to another environment than the one it names, it leaves that one's alone.
 *
 * @param stored if the environment exists.
 */
export function wantedSettings(
  environment: EnvironmentKey,
  { environment: { key, ...given } }: EnvironmentFile,
  stored: Settings = { name: environment, ...DEFAULT_SETTINGS },
): Settings {
  const before = pickSettings(stored);
  return key === environment ? { ...before, ...given } : before;
}

function pickSettings({ name, color, isProduction, permitsSessionOverrides, bucketing }: Settings): Settings {
  return { name, color, isProduction, permitsSessionOverrides, bucketing };
}

function planSegments(
  { segments }: EnvironmentFile,
  state: EnvironmentState | undefined,
  prune: boolean,
): SegmentStep[] {
  const wanted = segments.map(({ key, name = key, description, condition }): SegmentStep => {
    return { key, before: state?.segments.get(key), after: { name, description, condition } };
  });
  const named = new Set(segments.map(({ key }) => key));
  const others = prune ? [...(state?.segments.values() ?? [])].filter(({ key }) => !named.has(key)) : [];
  const changed = wanted.filter(({ before, after }) => {
    if (!before || before.broken) return true;
    const { name, description, condition } = before;
    return !isSameJson({ name, description, condition }, after);
  });
  return [...changed, ...others.map((before) => ({ key: before.key, before, after: undefined }))];
}

/** The place of a flag in the input of a use case. */
export function flagPath(index: number): string {
  return `file.flags.${index}`;
}

type FlagOptions = { readonly mark: ManagedBy | undefined; readonly now: Date };

function planFlags(
  { flags, overrides }: EnvironmentFile,
  state: EnvironmentState | undefined,
  { mark, now }: FlagOptions,
): FlagStep[] {
  return flags.map((flag, index) => {
    const { key, type } = flag;
    const path = flagPath(index);
    const stored = state?.flags.get(key);
    const held = state?.overrides.get(key);
    const before = stored && wholeFlag(stored, held, now);
    const managedBy = mark ?? flag.managedBy;
    if (stored && stored.type !== type)
      throw invalid(`${path}.type`, `"${key}" is ${stored.type}; a flag keeps its type`);
    if (stored?.managedBy && !managedBy) throw flagManaged(stored.key, stored.managedBy);
    const completed = completeFlag(flag, { before, managedBy, now, path });
    const after = overrides || !before ? completed : { ...completed, overrides: before.overrides };
    const isSameFlag =
      stored?.broken.length === 0 && isSameJson({ ...before, overrides: null }, { ...after, overrides: null });
    return { key, stored, held, before, after, isSameFlag };
  });
}

function isChanged({ before, after, isSameFlag }: FlagStep): boolean {
  return !isSameFlag || !isSameJson(before?.overrides, after?.overrides);
}

function goneFlags({ flags }: EnvironmentFile, state: EnvironmentState | undefined, source: string | undefined) {
  const named = new Set(flags.map(({ key }) => key));
  return [...(state?.flags.values() ?? [])]
    .filter(({ key }) => !named.has(key))
    .map((flag) => ({ flag, isKept: flag.managedBy !== null && flag.managedBy.source !== source }));
}

function removedStep(flag: Flag, state: EnvironmentState | undefined, now: Date): FlagStep {
  const held = state?.overrides.get(flag.key);
  return { key: flag.key, stored: flag, held, before: wholeFlag(flag, held, now), after: undefined, isSameFlag: false };
}
