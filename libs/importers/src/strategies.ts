import type { Condition, Rollout } from '@burgee/contracts';
import { allOf, isGiven } from './conditions.ts';
import { conditionOf, isAddressRange } from './constraints.ts';
import type { Report } from './problems.ts';
import { readNumber } from './readings.ts';
import type { UnleashStrategy } from './schema.ts';
import { inSegment, type ImportedSegments } from './segments.ts';

/** When a strategy matches: for whom, and for how many of them. */
export type StrategyTargeting = { readonly condition: Condition; readonly rollout: Rollout };

/** What a strategy's own rule says, beside its constraints and segments. */
type OwnRule = { readonly conditions: readonly Condition[]; readonly rollout: Rollout };

type Translate = (parameters: UnleashStrategy['parameters'], report: Report) => OwnRule;

const translations = new Map<string, Translate>([
  ['default', () => ({ conditions: [], rollout: EVERYBODY })],
  ['userWithId', userWithId],
  ['gradualRolloutUserId', gradualRollout('userId')],
  ['gradualRolloutSessionId', gradualRollout('sessionId')],
  ['gradualRolloutRandom', gradualRolloutRandom],
  ['remoteAddress', remoteAddress],
  ['flexibleRollout', flexibleRollout],
]);

export function targetingOf(strategy: UnleashStrategy, segments: ImportedSegments, report: Report): StrategyTargeting {
  const own = ownRuleOf(strategy, report);
  const constraints = strategy.constraints.map((constraint) => conditionOf(constraint, report));
  const inSegments = strategy.segments.map((id) => inSegment(id, segments, report));
  return { condition: allOf([...constraints, ...inSegments, ...own.conditions]), rollout: own.rollout };
}

/** To Unleash's own code an unknown strategy never matches, but to the application that brought it, it does. */
function ownRuleOf({ name, parameters }: UnleashStrategy, report: Report): OwnRule {
  const construct = `strategy "${name}"`;
  const translate = translations.get(name);
  if (translate) return translate(parameters, (part, message) => report(`${construct}, ${part}`, message));
  report(construct, 'what it does is in the code of your application, and not in what Unleash gives');
  return { conditions: [], rollout: EVERYBODY };
}

export const GROUP_ID_NEEDED = `there is none, and Unleash's SDKs do not agree on what they hash instead`;

type Who = Pick<Rollout, 'bucketBy' | 'salt' | 'missing'>;

const ANYBODY: Who = { bucketBy: ['userId'], salt: null, missing: 'included' };
const AT_RANDOM: Who = { bucketBy: [], salt: null, missing: 'random' };

function rolloutOf(percentage: number, who: Who): Rollout {
  return { schedule: { kind: 'fixed', percentage }, algorithm: 'unleash', ...who };
}

export const EVERYBODY = rolloutOf(100, ANYBODY);
export const NOBODY = rolloutOf(0, ANYBODY);

function userWithId({ userIds }: UnleashStrategy['parameters']): OwnRule {
  return { conditions: [{ attribute: 'userId', operator: 'in', values: listOf(userIds) }], rollout: EVERYBODY };
}

/** Without its id nobody is included, also not at 100 %. */
function gradualRollout(attribute: 'userId' | 'sessionId'): Translate {
  return ({ percentage, groupId }, report) => {
    const who: Who = { bucketBy: [attribute], salt: groupId ?? '', missing: 'excluded' };
    return {
      conditions: [isGiven(attribute)],
      rollout: rolloutOf(percentageOf('percentage', percentage, report), who),
    };
  };
}

function gradualRolloutRandom({ percentage }: UnleashStrategy['parameters'], report: Report): OwnRule {
  return { conditions: [], rollout: rolloutOf(percentageOf('percentage', percentage, report), AT_RANDOM) };
}

/** Any text that is equal counts, addresses or not; of the ranges those of IPv4 alone. */
function remoteAddress({ IPs }: UnleashStrategy['parameters']): OwnRule {
  const attribute = 'remoteAddress';
  const entries = listOf(IPs);
  const ranges = entries.filter((entry) => entry.includes('/') && !entry.includes(':') && isAddressRange(entry));
  const equal: Condition = { attribute, operator: 'in', values: entries };
  const inRange: Condition = { attribute, operator: 'inCidr', values: ranges };
  return { conditions: [ranges.length > 0 ? { any: [equal, inRange] } : equal], rollout: EVERYBODY };
}

function flexibleRollout({ rollout, stickiness, groupId }: UnleashStrategy['parameters'], report: Report): OwnRule {
  const percentage = percentageOf('rollout', rollout, report);
  if (stickiness === 'random') return { conditions: [], rollout: rolloutOf(percentage, AT_RANDOM) };
  const salt = groupId || null;
  if (salt === null && percentage > 0 && percentage < 100) report('groupId', GROUP_ID_NEEDED);
  if (!stickiness || stickiness === 'default') {
    return {
      conditions: [],
      rollout: rolloutOf(percentage, { bucketBy: ['userId', 'sessionId'], salt, missing: 'random' }),
    };
  }
  return {
    conditions: [isGiven(stickiness)],
    rollout: rolloutOf(percentage, { bucketBy: [stickiness], salt, missing: 'excluded' }),
  };
}

/** Entries stand between commas, with white space around those. */
function listOf(text: string | null | undefined): string[] {
  return (text ?? '').split(/\s*,\s*/).filter((entry) => entry !== '');
}

/**
 * The whole part of a percentage decides as the percentage does, because Unleash compares it with a whole number. What is
 * no number compares as false: nobody.
 */
function percentageOf(name: string, text: string | null | undefined, report: Report): number {
  const reading = readNumber(text ?? '');
  if (reading === 'ambiguous') report(name, `Unleash's SDKs do not agree on what "${text}" is`);
  if (typeof reading === 'string') return 0;
  return Math.min(Math.max(Math.floor(reading.value), 0), 100);
}
