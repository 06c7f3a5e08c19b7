import type { EvaluationContext, FlagConfig, Override, TraceStep } from '@burgee/contracts';
import type { Answers } from './answers.ts';
import { holds } from './condition.ts';
import { hasValidIds, type EvaluateOptions } from './context.ts';
import { counts, INVALID_IDS, type Layers } from './layers.ts';
import { failedPrerequisite } from './prerequisites.ts';
import { decideRollout, decidingBucket, isIncluded, percentageAt } from './rollout.ts';
import { chosenBy, type CompiledRule, type Targeting } from './targeting.ts';

/** What is known of a flag. */
export type TracedFlag = Answers & Layers & Targeting & { readonly config: FlagConfig };

/** What a row found: whether it would answer, and more for people. */
type Finding = { readonly applies: boolean } & Omit<TraceStep, 'layer' | 'outcome'>;

type Row = {
  readonly layer: TraceStep['layer'];
  look(flag: TracedFlag, context: EvaluationContext, options: EvaluateOptions): Finding;
};

/** The rows above a flag's own targeting, in the order in which they win: that of `decideLayers`. */
const ROWS: readonly Row[] = [
  {
    layer: 'emergency',
    look: ({ emergency }) => (emergency ? lookAtOverride(emergency, -Infinity) : passed('no emergency override')),
  },
  {
    layer: 'context',
    look: (_flag, context) =>
      hasValidIds(context) ? passed('the ids are valid') : { applies: true, detail: INVALID_IDS },
  },
  {
    layer: 'session',
    look: ({ key, permitsSessionOverrides }, _context, { overrides, now }) =>
      permitsSessionOverrides
        ? lookAtOverride(overrides?.session.get(key), now)
        : passed('the environment does not permit session overrides'),
  },
  {
    layer: 'testing',
    look: ({ key }, _context, { overrides, now }) => lookAtOverride(overrides?.testing.get(key), now),
  },
  {
    layer: 'kill switch',
    look: ({ isOff, config }) => {
      if (!isOff) return passed('the flag is enabled');
      return { applies: true, detail: config.archived ? 'the flag is archived' : 'the flag is disabled' };
    },
  },
  { layer: 'expiry', look: lookAtExpiry },
  {
    layer: 'prerequisites',
    look: ({ requirements }, context, options) => {
      if (!requirements) return passed('the flag has no prerequisites');
      const problem = failedPrerequisite(requirements, context, options);
      return { applies: problem !== undefined, detail: problem ?? 'all prerequisites hold' };
    },
  },
  { layer: 'user exclude', look: (flag, _context, options) => lookAtUser(flag, options, 'exclude') },
  { layer: 'user include', look: (flag, _context, options) => lookAtUser(flag, options, 'include') },
  {
    layer: 'global',
    look: ({ global }, _context, { now }) => (global ? lookAtOverride(global, now) : passed('no global override')),
  },
];

/** Each row that was looked at, in order, and what it found. Those below the winner that apply too are shadowed. */
export function traceOf(flag: TracedFlag, context: EvaluationContext, options: EvaluateOptions): TraceStep[] {
  let isDecided = false;
  const steps = ROWS.map(({ layer, look }): TraceStep => {
    const { applies, ...finding } = look(flag, context, options);
    const outcome = !applies ? 'passed' : isDecided ? 'shadowed' : 'won';
    isDecided ||= applies;
    return { layer, outcome, ...finding };
  });
  return isDecided ? steps : [...steps, ...traceTargeting(flag, context, options)];
}

function traceTargeting(flag: TracedFlag, context: EvaluationContext, options: EvaluateOptions): TraceStep[] {
  const steps: TraceStep[] = [];
  for (const rule of flag.rules) {
    const { applies, ...finding } = lookAtRule(rule, context, options);
    steps.push({ layer: 'rule', outcome: applies ? 'won' : 'passed', ruleId: rule.id, ...finding });
    if (applies) return steps;
  }
  const { applies, ...finding } = lookAtRollout(flag, context, options);
  steps.push({ layer: 'rollout', outcome: applies ? 'won' : 'passed', ...finding });
  return applies ? steps : [...steps, { layer: 'otherwise', outcome: 'won', detail: 'off' }];
}

function passed(detail: string): Finding {
  return { applies: false, detail };
}

function lookAtExpiry(
  { end, config: { expiresAt } }: TracedFlag,
  _context: EvaluationContext,
  { now }: EvaluateOptions,
): Finding {
  if (end === undefined) return passed('the flag does not expire');
  const applies = end <= now;
  return { applies, detail: `the flag ${applies ? 'expired' : 'expires'} at ${expiresAt}`, expiresAt };
}

function lookAtUser(
  { key }: TracedFlag,
  { overrides, now }: EvaluateOptions,
  overrideType: 'include' | 'exclude',
): Finding {
  const override = overrides?.user.get(key);
  return lookAtOverride(override?.overrideType === overrideType ? override : undefined, now);
}

function lookAtOverride(override: Override | undefined, now: number): Finding {
  if (!override) return passed('no override for this context');
  const { id: overrideId, priority, createdBy, reason } = override;
  const applies = counts(override, now);
  return {
    applies,
    detail: `${applies ? 'set' : 'expired; set'} by ${createdBy}${reason ? `: ${reason}` : ''}`,
    priority,
    overrideId,
    createdBy,
    reason,
    expiresAt: override.type === 'emergency' ? null : override.expiresAt,
  };
}

function lookAtRule(rule: CompiledRule, context: EvaluationContext, options: EvaluateOptions): Finding {
  if (!holds(rule.condition, context, options.now)) return passed('its condition does not hold');
  const finding = lookAtRollout(rule, context, options);
  return { ...finding, detail: `its condition holds; ${finding.detail}` };
}

function lookAtRollout(
  served: Pick<CompiledRule, 'rollout' | 'on' | 'split'>,
  context: EvaluationContext,
  options: EvaluateOptions,
): Finding {
  const { rollout, split } = served;
  const decision = decideRollout(rollout, context, options);
  const applies = isIncluded(decision);
  const percentage = percentageAt(rollout, options.now);
  const bucket = decidingBucket(decision);
  const whom = bucket === undefined ? 'this context without a hash' : `bucket ${bucket} of 100,000`;
  const chosen = applies && split ? `; its split chooses "${chosenBy(served, context, options).variant}"` : '';
  const detail = `${percentage} % ${applies ? 'includes' : 'excludes'} ${whom}${chosen}`;
  return { applies, detail, percentage, ...(bucket === undefined ? {} : { bucket }) };
}
