import type { FlagConfig, JsonValue } from '@burgee/contracts';
import type { CompiledRuleset } from '@burgee/evaluator';
import type { Unmapped } from '../unmapped.ts';
import { INVALID_IDS } from './attribute.ts';
import { flagLogic, rulesetOverrides, type Surroundings } from './flag.ts';
import { Inexact, type Logic } from './logic.ts';
import { inOrderOfRequirements, MAX_REQUIRED_LENGTH, requirementsLogic } from './requirements.ts';
import { createEvaluators } from './segment.ts';
import { createVariants, writeForRequirement } from './served.ts';
import type { FlagUsers } from './user-overrides.ts';

/** A flag in the format of flagd. */
export type FlagdFlag = {
  readonly state: 'ENABLED';
  readonly variants: Readonly<Record<string, JsonValue>>;
  /** Absent for a flag that returns no variant when it is off: the caller's default applies. */
  readonly defaultVariant?: string;
  /** Absent for a flag with one result for everyone. */
  readonly targeting?: Logic;
  /** The rules of the flag, in order. */
  readonly metadata?: { readonly ruleIds: string };
};

/** Flag definitions of flagd: https://flagd.dev/reference/flag-definitions/ */
export type FlagdDefinitions = {
  readonly flags: Readonly<Record<string, FlagdFlag>>;
  readonly $evaluators: Readonly<Record<string, Logic>>;
  readonly metadata: { readonly environment: string; readonly version: string };
};

export type FlagdExport = { readonly definitions: FlagdDefinitions; readonly unmapped: readonly Unmapped[] };

/** The user overrides of flags. Flags that have none may be absent. */
export type UserOverrides = { get(flagKey: string): FlagUsers | undefined };

/** The check of ids, which nearly all flags have. No segment has this name. */
const REFUSED = 'invalid_ids';

/**
 * Translates a ruleset for flagd. What flagd returns for a flag is what the evaluator returns, for every context and instant,
 * except that a ramp has steps, and that overrides for sessions and test runs are unknown to flagd. A flag for which that is
 * not possible is left out, and reported.
 */
export function toFlagd(
  { source, broken, cyclic, segmentsOf }: Pick<CompiledRuleset, 'source' | 'broken' | 'cyclic' | 'segmentsOf'>,
  users: UserOverrides,
): FlagdExport {
  const problems = new Map(broken.map(({ key, problem }) => [key, problem]));
  const working = new Map<string, FlagConfig>();
  for (const flag of source.flags) if (flag && !problems.has(flag.key)) working.set(flag.key, flag);
  const evaluators = createEvaluators(source.segments.filter((segment) => typeof segment?.key === 'string'));
  const overridesOf = rulesetOverrides(source.overrides);
  const required = new Map<string, Logic | Inexact>();
  const surroundingsOf = (flag: FlagConfig): Omit<Surroundings, 'segments'> => ({
    ...overridesOf(flag.key),
    users: users.get(flag.key) ?? [],
    requirements: () => !cyclic.has(flag.key) && requirementsLogic(flag, required),
  });
  const flags = new Map<string, FlagdFlag>();
  const unmapped = [...problems].map(([flagKey, problem]) => ({ flagKey, why: `The flag is broken: ${problem}.` }));
  const isRequired = new Set([...working.values()].flatMap(requiredKeys));
  for (const flag of inOrderOfRequirements(working, cyclic)) {
    const surroundings = surroundingsOf(flag);
    const parts = { ...surroundings, segments: evaluators.reference };
    const isAlone = isSelfContained(flag, surroundings) && !segmentsOf.has(flag.key);
    const exported = isAlone ? exportOnce(flag, parts) : attempt(() => exportFlag(flag, parts));
    if (exported instanceof Inexact) unmapped.push({ flagKey: flag.key, why: `The flag ${exported.message}.` });
    else flags.set(flag.key, exported);
    if (isRequired.has(flag.key))
      required.set(
        flag.key,
        attempt(() => requiredLogic(flag, parts)),
      );
  }
  const ordered = [...working.keys()].flatMap((key): [string, FlagdFlag][] => {
    const flag = flags.get(key);
    return flag ? [[key, flag]] : [];
  });
  const { environment, version } = source;
  return {
    definitions: {
      flags: Object.fromEntries(ordered),
      $evaluators: { [REFUSED]: INVALID_IDS, ...evaluators.named() },
      metadata: { environment, version: String(version) },
    },
    unmapped,
  };
}

function requiredKeys({ prerequisites }: FlagConfig): string[] {
  return prerequisites.map(({ flagKey }) => flagKey);
}

/** Whether the result of a flag depends on nothing but the flag and segments. */
function isSelfContained({ prerequisites }: FlagConfig, { emergency, global, users }: Omit<Surroundings, 'segments'>) {
  return !emergency && !global && users.length === 0 && prerequisites.length === 0;
}

/** Flags that depend on nothing else. Later versions of a ruleset share them, so a change costs only what it changes. */
const alone = new WeakMap<FlagConfig, FlagdFlag | Inexact>();

function exportOnce(flag: FlagConfig, surroundings: Surroundings): FlagdFlag | Inexact {
  const known = alone.get(flag) ?? attempt(() => exportFlag(flag, surroundings));
  alone.set(flag, known);
  return known;
}

function exportFlag(flag: FlagConfig, surroundings: Surroundings): FlagdFlag {
  const { write, values } = createVariants(flag);
  const logic = flagLogic(flag, surroundings, write, { $ref: REFUSED });
  const isSameForAll = typeof logic !== 'object' || logic === null;
  const usual = isSameForAll ? (logic as string | null) : flag.offVariant;
  const ruleIds = flag.rules.map(({ id }) => id).join();
  return {
    state: 'ENABLED',
    variants: values(),
    ...(usual !== null && { defaultVariant: usual }),
    ...(!isSameForAll && { targeting: logic }),
    ...(ruleIds !== '' && { metadata: { ruleIds } }),
  };
}

/** The result of a flag for another one, whose context was already checked. @throws Inexact */
function requiredLogic(flag: FlagConfig, surroundings: Surroundings): Logic {
  const logic = flagLogic(flag, surroundings, writeForRequirement, false);
  if (JSON.stringify(logic).length <= MAX_REQUIRED_LENGTH) return logic;
  throw new Inexact('is too large to be repeated in the flags that require it');
}

function attempt<T>(work: () => T): T | Inexact {
  try {
    return work();
  } catch (error) {
    if (error instanceof Inexact) return error;
    throw error;
  }
}
