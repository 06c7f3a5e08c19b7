import type { FlagConfig, JsonValue, Ruleset } from '@burgee/contracts';
import type { CompiledRuleset } from '@burgee/evaluator';
import type { Unmapped } from '../unmapped.ts';
import { INVALID_IDS } from './attribute.ts';
import { flagLogic, rulesetOverrides, type Surroundings } from './flag.ts';
import { attempt, Inexact, type Logic } from './logic.ts';
import { inOrderOfRequirements, MAX_REQUIRED_LENGTH, requirementsLogic } from './requirements.ts';
import { createEvaluators, type Evaluators } from './segment.ts';
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

type Exportable = Pick<CompiledRuleset, 'source' | 'broken' | 'cyclic' | 'segmentsOf'>;

/**
 * Translates a ruleset for flagd, which then returns the results of the evaluator for every context and instant, except that a
 * ramp has steps, and that overrides for sessions and test runs are unknown to it. A flag for which that is impossible is left
 * out, and reported.
 */
export function toFlagd(ruleset: Exportable, users: UserOverrides): FlagdExport {
  const { source, broken } = ruleset;
  const problems = new Map(broken.map(({ key, problem }) => [key, problem]));
  const working = new Map<string, FlagConfig>();
  for (const flag of source.flags) if (flag && !problems.has(flag.key)) working.set(flag.key, flag);
  const evaluators = createEvaluators(source.segments.filter((segment) => typeof segment?.key === 'string'));
  const exported = exportFlags(ruleset, working, users, evaluators);
  const flags: [string, FlagdFlag][] = [];
  const unmapped = [...problems].map(([flagKey, problem]) => ({ flagKey, why: `The flag is broken: ${problem}.` }));
  for (const key of working.keys()) {
    const result = exported.get(key) as FlagdFlag | Inexact;
    if (result instanceof Inexact) unmapped.push({ flagKey: key, why: `The flag ${result.message}.` });
    else flags.push([key, result]);
  }
  return {
    definitions: {
      flags: Object.fromEntries(flags),
      $evaluators: { [REFUSED]: INVALID_IDS, ...evaluators.named() },
      metadata: { environment: source.environment, version: String(source.version) },
    },
    unmapped,
  };
}

function exportFlags(
  { source, cyclic, segmentsOf }: Exportable,
  working: ReadonlyMap<string, FlagConfig>,
  users: UserOverrides,
  evaluators: Evaluators,
): ReadonlyMap<string, FlagdFlag | Inexact> {
  const overridesOf = rulesetOverrides(source.overrides);
  const isRequired = new Set([...working.values()].flatMap(requiredKeys));
  const required = new Map<string, Logic | Inexact>();
  const exported = new Map<string, FlagdFlag | Inexact>();
  for (const flag of inOrderOfRequirements(working, cyclic)) {
    const { key } = flag;
    const surroundings: Surroundings = {
      ...overridesOf(key),
      users: users.get(key) ?? [],
      segments: evaluators.reference,
      requirements: () => !cyclic.has(key) && requirementsLogic(flag, required),
    };
    // Even for a flag that was exported before.
    for (const segment of segmentsOf.get(key) ?? []) attempt(() => evaluators.reference(segment));
    exported.set(key, exportOnce(flag, source.segments, surroundings));
    if (isRequired.has(key)) required.set(key, requiredLogic(flag, surroundings));
  }
  return exported;
}

function requiredKeys({ prerequisites }: FlagConfig): string[] {
  return prerequisites.map(({ flagKey }) => flagKey);
}

/** Whether the result of a flag depends on nothing but the flag and segments. */
function isSelfContained({ prerequisites }: FlagConfig, { emergency, global, users }: Surroundings): boolean {
  return !emergency && !global && users.length === 0 && prerequisites.length === 0;
}

/**
 * The flags that depend on nothing else, as they were written for these segments. Later versions of a ruleset share both, so a
 * change costs only what it changes.
 */
const alone = new WeakMap<
  FlagConfig,
  { readonly segments: Ruleset['segments']; readonly exported: FlagdFlag | Inexact }
>();

function exportOnce(flag: FlagConfig, segments: Ruleset['segments'], surroundings: Surroundings): FlagdFlag | Inexact {
  if (!isSelfContained(flag, surroundings)) return attempt(() => exportFlag(flag, surroundings));
  const known = alone.get(flag);
  if (known?.segments === segments) return known.exported;
  const exported = attempt(() => exportFlag(flag, surroundings));
  alone.set(flag, { segments, exported });
  return exported;
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

/** The result of a flag for those that require it, whose context was already checked. */
function requiredLogic(flag: FlagConfig, surroundings: Surroundings): Logic | Inexact {
  const logic = attempt(() => flagLogic(flag, surroundings, writeForRequirement, false));
  if (logic instanceof Inexact || JSON.stringify(logic).length <= MAX_REQUIRED_LENGTH) return logic;
  return new Inexact('is too large to be repeated in the flags that require it');
}
