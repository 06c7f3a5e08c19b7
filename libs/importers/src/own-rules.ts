import type { Condition, Rollout } from '@burgee/contracts';
import { z } from 'zod';
import { inRanges, readRange } from './addresses.ts';
import { anyOf, isGiven } from './conditions.ts';
import { fieldsOf } from './fields.ts';
import { parseOrReport, type Report } from './problems.ts';
import { readNumber } from './readings.ts';
import { AT_RANDOM, EVERYONE, GROUP_ID_NEEDED, NO_ONE, rolloutOf, type Sticky } from './rollouts.ts';
import { SharedParameters, type UnleashStrategy } from './schema.ts';

/** The rule of a strategy, apart from its constraints and segments. */
type OwnRule = { readonly conditions: readonly Condition[]; readonly rollout: Rollout };

type Translate = (parameters: UnleashStrategy['parameters'], report: Report) => OwnRule;

/** Percentages are numbers in older exports. */
const Percentage = z.union([z.string(), z.number()], 'must be a percentage').transform(String);

const translations = new Map<string, Translate>([
  ['default', reading(fieldsOf(SharedParameters), () => ({ conditions: [], rollout: EVERYONE }))],
  ['userWithId', reading(fieldsOf({ ...SharedParameters, userIds: z.string() }), userWithId)],
  ['gradualRolloutUserId', gradualRollout('userId')],
  ['gradualRolloutSessionId', gradualRollout('sessionId')],
  ['gradualRolloutRandom', reading(fieldsOf({ ...SharedParameters, percentage: Percentage }), gradualRolloutRandom)],
  ['remoteAddress', reading(fieldsOf({ ...SharedParameters, IPs: z.string() }), remoteAddress)],
  ['flexibleRollout', reading(fieldsOf({ ...SharedParameters, rollout: Percentage }), flexibleRollout)],
]);

/** Parses parameters strictly: SDKs do not agree on missing ones, and an unknown one may be misspelled. */
function reading<T extends z.ZodType>(
  schema: T,
  translate: (parameters: z.infer<T>, report: Report) => OwnRule,
): Translate {
  return (parameters, report) => {
    const parsed = parseOrReport(schema, parameters, 'parameters', report);
    return parsed ? translate(parsed, report) : NO_RULE;
  };
}

const NO_RULE: OwnRule = { conditions: [], rollout: NO_ONE };

/** An unknown strategy never matches in Unleash's own code, but it may in the application that added it. */
export function translateOwnRule({ name, parameters }: UnleashStrategy, report: Report): OwnRule {
  const construct = `strategy "${name}"`;
  const translate = translations.get(name);
  if (translate) return translate(parameters, (part, message) => report(`${construct}, ${part}`, message));
  report(construct, 'its rule is in the code of your application, which Unleash does not send');
  return NO_RULE;
}

function userWithId({ userIds }: { userIds: string }): OwnRule {
  return { conditions: [{ attribute: 'userId', operator: 'in', values: splitEntries(userIds) }], rollout: EVERYONE };
}

/** A context without the id is excluded, even at 100%. */
function gradualRollout(attribute: 'userId' | 'sessionId'): Translate {
  return reading(fieldsOf({ ...SharedParameters, percentage: Percentage }), ({ percentage, groupId }, report) => {
    const sticky: Sticky = { bucketBy: [attribute], salt: groupId ?? '', missing: 'excluded' };
    const rollout = rolloutOf(readPercentage('percentage', percentage, report), sticky);
    return { conditions: [isGiven(attribute)], rollout };
  });
}

function gradualRolloutRandom({ percentage }: { percentage: string }, report: Report): OwnRule {
  return { conditions: [], rollout: rolloutOf(readPercentage('percentage', percentage, report), AT_RANDOM) };
}

/** Any equal text matches, even if it is not an address. Only IPv4 ranges are supported. */
function remoteAddress({ IPs }: { IPs: string }, report: Report): OwnRule {
  const attribute = 'remoteAddress';
  const entries = splitEntries(IPs);
  const equal: Condition = { attribute, operator: 'in', values: entries };
  const ranges = entries
    .filter((entry) => entry.includes('/') && !entry.includes(':'))
    .flatMap((entry) => {
      const range = readRange(entry);
      if (range === 'ambiguous') report('IPs', `Unleash's SDKs do not agree on the meaning of "${entry}"`);
      return typeof range === 'object' ? [range.value] : [];
    });
  return { conditions: [anyOf(ranges.length > 0 ? [equal, inRanges(attribute, ranges)] : [equal])], rollout: EVERYONE };
}

type FlexibleRollout = { rollout: string; stickiness?: string | undefined; groupId?: string | undefined };

function flexibleRollout({ rollout, stickiness = 'default', groupId }: FlexibleRollout, report: Report): OwnRule {
  const percentage = readPercentage('rollout', rollout, report);
  if (stickiness === 'random') return { conditions: [], rollout: rolloutOf(percentage, AT_RANDOM) };
  const salt = groupId || null;
  if (salt === null && percentage > 0 && percentage < 100) report('groupId', GROUP_ID_NEEDED);
  if (stickiness === 'default') {
    const sticky: Sticky = { bucketBy: ['userId', 'sessionId'], salt, missing: 'random' };
    return { conditions: [], rollout: rolloutOf(percentage, sticky) };
  }
  const sticky: Sticky = { bucketBy: [stickiness], salt, missing: 'excluded' };
  return { conditions: [isGiven(stickiness)], rollout: rolloutOf(percentage, sticky) };
}

/** Splits entries at commas, ignoring white space around them. */
function splitEntries(text: string): string[] {
  return text.split(/\s*,\s*/).filter((entry) => entry !== '');
}

/** Only the integer part of a percentage counts, because Unleash compares it with an integer. */
function readPercentage(name: string, text: string, report: Report): number {
  const reading = readNumber(text);
  if (typeof reading === 'object') return Math.min(Math.max(Math.floor(reading.value), 0), 100);
  report(name, `Unleash's SDKs do not agree on the percentage "${text}"`);
  return 0;
}
