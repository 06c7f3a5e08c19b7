import type { EvaluationContext, FlagConfig, OverrideStep, RuleStep, TraceStep } from '@burgee/contracts';
import type { Answers } from './answers.ts';
import { type EvaluateOptions, hasValidIds, problemOfIds } from './context.ts';
import type { Layers } from './layers.ts';
import { findPrerequisites } from './prerequisites.ts';
import type { CompiledRule, Targeting } from './targeting.ts';
import { findCondition, type StoredSegments } from './trace-condition.ts';
import { OVERRIDE_LAYERS } from './trace-overrides.ts';
import { findRollout } from './trace-rollout.ts';

/** A flag and its stored form. */
export type TracedFlag = Answers &
  Layers &
  Targeting & { readonly config: FlagConfig; readonly segments: StoredSegments };

type TraceInput = {
  readonly flag: TracedFlag;
  readonly context: EvaluationContext;
  readonly options: EvaluateOptions;
};

/** A step without its outcome, and whether it decides unless a higher layer does. */
type Found = { readonly applies: boolean; readonly step: WithoutOutcome<TraceStep> };
type WithoutOutcome<T> = T extends TraceStep ? Omit<T, 'outcome'> : never;

/** A layer. If a higher layer decided, `skip` replaces the result of `look`; without `skip`, `look` runs anyway. */
type Row = { readonly look: (input: TraceInput) => Found; readonly skip?: WithoutOutcome<TraceStep> };

/** The rows above a flag's own targeting, in the order of `decideLayers`. */
const ROWS: readonly Row[] = [
  overrideRow('emergency'),
  { look: traceContext },
  overrideRow('session'),
  overrideRow('testing'),
  { look: traceSwitch },
  { look: traceExpiry },
  { look: tracePrerequisites },
  overrideRow('user exclude'),
  overrideRow('user include'),
  overrideRow('global'),
];

const NOT_REACHED = { detail: 'a layer above decides' };

const ROLLOUT: Row = {
  look: ({ flag, context, options }) => {
    const { applies, ...finding } = findRollout(flag, context, options);
    return { applies, step: { layer: 'rollout', ...finding } };
  },
  skip: { layer: 'rollout', ...NOT_REACHED },
};

const OTHERWISE: Row = {
  look: () => ({ applies: true, step: { layer: 'otherwise', detail: 'off' } }),
  skip: { layer: 'otherwise', ...NOT_REACHED },
};

/**
 * Every layer in order. Exactly one won: the one whose result `evaluate` returns. The layers below it are not reached, but
 * their findings are included unless they require evaluating rules, because people ask what else would apply.
 */
export function buildTrace(flag: TracedFlag, context: EvaluationContext, options: EvaluateOptions): TraceStep[] {
  const input = { flag, context, options };
  let isDecided = false;
  return [...ROWS, ...flag.rules.map(ruleRow), ROLLOUT, OTHERWISE].map(({ look, skip }) => {
    if (isDecided && skip) return withOutcome(skip, 'not reached');
    const { applies, step } = look(input);
    const isBelow = isDecided;
    isDecided ||= applies;
    if (!isBelow) return withOutcome(step, applies ? 'won' : 'passed');
    return withOutcome(step, applies && 'overrideId' in step ? 'shadowed' : 'not reached');
  });
}

/** TypeScript cannot infer that only an override is shadowed and that `otherwise` never passes. */
function withOutcome({ layer, ...step }: WithoutOutcome<TraceStep>, outcome: OverrideStep['outcome']): TraceStep {
  return { layer, outcome, ...step } as TraceStep;
}

function overrideRow(layer: OverrideStep['layer']): Row {
  return {
    look: ({ flag, options, context }) => {
      const finding = OVERRIDE_LAYERS[layer](flag, options, context);
      return { applies: finding.state === 'applies', step: { layer, ...finding } };
    },
  };
}

function traceContext({ context }: TraceInput): Found {
  const isValid = hasValidIds(context);
  return {
    applies: !isValid,
    step: { layer: 'context', detail: isValid ? 'the ids are valid' : problemOfIds(context) },
  };
}

function traceSwitch({ flag: { isOff, config } }: TraceInput): Found {
  const state = !isOff ? 'enabled' : config.archived ? 'archived' : 'disabled';
  return { applies: isOff, step: { layer: 'kill switch', detail: `the flag is ${state}`, state } };
}

function traceExpiry({ flag: { end, config }, options: { now } }: TraceInput): Found {
  const { expiresAt } = config;
  if (end === undefined || expiresAt === null) {
    return { applies: false, step: { layer: 'expiry', detail: 'the flag does not expire' } };
  }
  const applies = end <= now;
  const detail = `the flag ${applies ? 'expired' : 'expires'} at ${expiresAt}`;
  return { applies, step: { layer: 'expiry', detail, expiresAt } };
}

function tracePrerequisites({ flag: { requirements }, context, options }: TraceInput): Found {
  const prerequisites = requirements ? findPrerequisites(requirements, context, options) : [];
  const failed = prerequisites.find(({ outcome }) => outcome !== 'holds');
  const none = requirements ? 'all prerequisites hold' : 'the flag has no prerequisites';
  const detail = failed?.detail ?? none;
  return { applies: failed !== undefined, step: { layer: 'prerequisites', detail, prerequisites } };
}

function ruleRow(rule: CompiledRule, index: number): Row {
  const { id: ruleId } = rule;
  return {
    look: ({ flag, context, options }) => {
      const source = flag.config.rules[index] as FlagConfig['rules'][number];
      const input = { segments: flag.segments, context, now: options.now };
      const condition = findCondition(source.condition, rule.condition, input);
      const step = { layer: 'rule' as const, ruleId, condition };
      if (!condition.holds) return { applies: false, step: { ...step, detail: describeFailedCondition(condition) } };
      const { applies, ...finding } = findRollout(rule, context, options);
      return { applies, step: { ...step, ...finding, detail: `its condition holds; ${finding.detail}` } };
    },
    skip: { layer: 'rule', ruleId, ...NOT_REACHED },
  };
}

function describeFailedCondition({ clauses, hasMore }: NonNullable<RuleStep['condition']>): string {
  const [first, ...others] = clauses;
  if (!first) return 'its condition holds for no one';
  const more = others.length === 0 ? '' : ` (and ${others.length}${hasMore ? ' or more' : ''} other clauses)`;
  return `its condition does not hold: ${first.detail}${more}`;
}
