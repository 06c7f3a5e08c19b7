import type { Condition, FlagConfig } from '@burgee/contracts';
import { type Branch, branchesOf, type FlagOverrides } from './branches.ts';
import { type Segments, translateCondition } from './conditions.ts';
import { alternativesOf, type Formula, isAfter, isBefore } from './formula.ts';
import { groupIdOf, rolloutStickiness } from './hashing.ts';
import type { Served } from './served.ts';
import { type Period, periodsOf } from './shares.ts';
import type { SpecLevel } from './spec-level.ts';
import { Unmappable } from './unmappable.ts';
import type { UnleashStrategy, UnleashVariant } from './wire.ts';

export type Targeting = {
  readonly strategies: readonly UnleashStrategy[];
  /** For strategies that have none of their own. Their hash uses the flag's key. */
  readonly variants: readonly UnleashVariant[];
};

export const OFF: Targeting = { strategies: [], variants: [] };
export const ON: Targeting = { strategies: [{ name: 'default', parameters: {}, constraints: [] }], variants: [] };

/** One strategy for each period of a rollout, times the alternatives of its condition. */
const MAX_STRATEGIES = 1_000;

const FOREVER: Period = { from: -Infinity, until: Infinity, share: 'everyone' };

/** Translates everything below the prerequisites. @throws Unmappable */
export function targetingOf(
  flag: FlagConfig,
  overrides: FlagOverrides,
  segments: Segments,
  level: SpecLevel,
): Targeting {
  const end = flag.expiresAt === null ? [] : [isBefore(Date.parse(flag.expiresAt))];
  const translate = (condition: Condition) => translateCondition(condition, segments, level);
  const builder = createBuilder(flag);
  /** The conditions of branches above that turn the flag off. */
  const refused: (() => Formula)[] = [];
  for (const branch of branchesOf(flag, overrides)) {
    for (const period of branch.rollout ? periodsOf(branch.rollout) : [FOREVER]) {
      if (period.share === 0) continue;
      const served = branch.serve(period.share !== 'everyone');
      const inPeriod = (): Formula => ({ all: [...windowOf(period), translate(branch.condition)] });
      if (served) {
        const condition = { all: [...end, inPeriod(), ...refused.map((formula): Formula => ({ not: formula() }))] };
        if (builder.add(condition, branch, period, served)) return builder.targeting();
      } else if (period.share === 'everyone') {
        refused.push(inPeriod);
      } else {
        throw new Unmappable('A rule turns the flag off for a percentage. In Unleash, strategies only turn flags on.');
      }
    }
  }
  return builder.targeting();
}

function windowOf({ from, until }: Period): Formula[] {
  return [...(from > -Infinity ? [isAfter(from - 1)] : []), ...(until < Infinity ? [isBefore(until)] : [])];
}

function createBuilder(flag: FlagConfig) {
  const strategies: UnleashStrategy[] = [];
  let shared: readonly UnleashVariant[] = [];

  /** Returns whether everyone is served from then on, so that nothing below matters. */
  function add(condition: Formula, { rollout }: Branch, { share }: Period, served: Served): boolean {
    const stickiness = share === 'everyone' || !rollout ? undefined : rolloutStickiness(rollout);
    const isHashed = stickiness !== undefined && stickiness !== 'random';
    const own = rollout && isHashed ? groupIdOf(rollout.salt ?? flag.salt) : served.groupId;
    // One strategy has one group for both of its hashes.
    const isShared = own !== served.groupId && served.groupId !== undefined;
    if (isShared) shareVariants(served);
    const draws = stickiness === 'random' || stickiness === 'default';
    const alternatives = alternativesOf(condition, { isDisjoint: draws });
    const rule = ruleOf(stickiness, share, own ?? flag.key, served);
    for (const constraints of alternatives) {
      const variants = served.variants.length === 0 || isShared ? {} : { variants: served.variants };
      strategies.push({ ...rule, constraints, ...variants });
    }
    if (strategies.length > MAX_STRATEGIES) {
      throw new Unmappable(`The flag needs more than ${MAX_STRATEGIES} strategies in Unleash.`);
    }
    return share === 'everyone' && alternatives.some((constraints) => constraints.length === 0);
  }

  function shareVariants({ groupId, variants }: Served): void {
    const isFree = shared.length === 0 || JSON.stringify(shared) === JSON.stringify(variants);
    if (groupId !== flag.key || !isFree) {
      throw new Unmappable('A rollout and its split have different salts, and a strategy in Unleash has one group.');
    }
    shared = variants;
  }

  return { add, targeting: (): Targeting => ({ strategies, variants: shared }) };
}

/** A strategy with variants is a rollout, because some SDKs expect the parameters of one. */
function ruleOf(
  stickiness: string | undefined,
  share: Period['share'],
  groupId: string,
  { variants }: Served,
): Pick<UnleashStrategy, 'name' | 'parameters'> {
  if (stickiness === undefined && variants.length === 0) return { name: 'default', parameters: {} };
  const rollout = share === 'everyone' ? '100' : String(share);
  return { name: 'flexibleRollout', parameters: { rollout, stickiness: stickiness ?? 'random', groupId } };
}
