import type { Evaluation, EvaluationContext, FlagConfig, Override, TraceStep } from '@burgee/contracts';
import type { Answers } from './answers.ts';
import { hasValidIds, type EvaluateOptions } from './context.ts';
import { endOf, priorityOf } from './overrides.ts';
import type { PrerequisiteCheck } from './prerequisites.ts';

/** What a row of the table found, for people. */
export type Finding = Omit<TraceStep, 'layer' | 'outcome'>;

/** One row of the table of layers in front of a flag's own targeting. */
export type Layer = {
  readonly name: TraceStep['layer'];
  /** The answer, where the row applies. */
  decide(context: EvaluationContext, options: EvaluateOptions): Evaluation | undefined;
  describe(context: EvaluationContext, options: EvaluateOptions): Finding;
  /** What is known of it when the flag is compiled, so that an evaluation looks only at rows that can apply. */
  readonly applies: 'never' | 'always' | 'sometimes' | 'with overrides';
};

/** The rows above a flag's targeting, in the order of the table: the first that applies answers. */
export function layersOf(
  flag: FlagConfig,
  answers: Answers,
  rulesetOverrides: readonly Override[],
  permitsSessionOverrides: boolean,
  prerequisites: PrerequisiteCheck,
): readonly Layer[] {
  const emergency = rulesetOverrides.find((override) => override.type === 'emergency');
  const global = rulesetOverrides.find((override) => override.type === 'global');
  return [
    emergencyLayer(emergency, answers),
    contextLayer(answers),
    permitsSessionOverrides
      ? targetLayer('session', answers, (options) => options.overrides?.session.get(flag.key))
      : constantLayer('session', undefined, 'the environment does not permit session overrides'),
    targetLayer('testing', answers, (options) => options.overrides?.testing.get(flag.key)),
    killSwitchLayer(flag, answers),
    expiryLayer(flag, answers),
    prerequisitesLayer(flag, answers, prerequisites),
    targetLayer('user exclude', answers, (options) => userOverride(flag, options, 'exclude')),
    targetLayer('user include', answers, (options) => userOverride(flag, options, 'include')),
    globalLayer(global, answers),
  ];
}

/** A row of which compiling the flag already settles whether it applies. */
function constantLayer(name: Layer['name'], answer: Evaluation | undefined, detail: string): Layer {
  return { name, applies: answer ? 'always' : 'never', decide: () => answer, describe: () => ({ detail }) };
}

function emergencyLayer(override: Override | undefined, answers: Answers): Layer {
  if (!override) return constantLayer('emergency', undefined, 'no emergency override');
  const answer = Object.freeze(answerOf(override, answers));
  return { name: 'emergency', applies: 'always', decide: () => answer, describe: () => describeOverride(override) };
}

function contextLayer(answers: Answers): Layer {
  const invalid = Object.freeze(answers.fail('INVALID_CONTEXT', 'userId, sessionId and testRunId are text of 1 to 255 characters'));
  return {
    name: 'context',
    applies: 'sometimes',
    decide: (context) => (hasValidIds(context) ? undefined : invalid),
    describe: (context) => ({
      detail: hasValidIds(context) ? 'the ids are valid' : 'an id is not a text of 1 to 255 characters',
    }),
  };
}

function killSwitchLayer({ enabled, archived }: FlagConfig, answers: Answers): Layer {
  if (enabled && !archived) return constantLayer('kill switch', undefined, 'the flag is enabled');
  const detail = archived ? 'the flag is archived' : 'the flag is disabled';
  return constantLayer('kill switch', answers.give(answers.off, 'DISABLED'), detail);
}

function expiryLayer({ expiresAt }: FlagConfig, answers: Answers): Layer {
  if (expiresAt === null) return constantLayer('expiry', undefined, 'the flag does not expire');
  const end = Date.parse(expiresAt);
  const expired = answers.give(answers.off, 'EXPIRED');
  return {
    name: 'expiry',
    applies: 'sometimes',
    decide: (_context, { now }) => (end <= now ? expired : undefined),
    describe: (_context, { now }) => ({ detail: `the flag ${end <= now ? 'expired' : 'expires'} at ${expiresAt}`, expiresAt }),
  };
}

function prerequisitesLayer(flag: FlagConfig, answers: Answers, check: PrerequisiteCheck): Layer {
  if (flag.prerequisites.length === 0) return constantLayer('prerequisites', undefined, 'the flag has none');
  const failed = answers.give(answers.off, 'PREREQUISITE_FAILED');
  return {
    name: 'prerequisites',
    applies: 'sometimes',
    decide: (context, options) => (check(context, options) === undefined ? undefined : failed),
    describe: (context, options) => ({ detail: check(context, options) ?? 'all of them hold' }),
  };
}

/** A row for overrides that the caller looked up for this context's ids. */
function targetLayer(name: Layer['name'], answers: Answers, find: (options: EvaluateOptions) => Override | undefined): Layer {
  return {
    name,
    applies: 'with overrides',
    decide: (_context, options) => {
      const override = find(options);
      return override && options.now < endOf(override) ? answerOf(override, answers) : undefined;
    },
    describe: (_context, options) => {
      const override = find(options);
      return override ? describeOverride(override, options.now) : { detail: 'no override for this context' };
    },
  };
}

function userOverride({ key }: FlagConfig, { overrides }: EvaluateOptions, overrideType: 'include' | 'exclude') {
  const override = overrides?.user.get(key);
  return override?.overrideType === overrideType ? override : undefined;
}

function globalLayer(override: Override | undefined, answers: Answers): Layer {
  if (!override) return constantLayer('global', undefined, 'no global override');
  const end = endOf(override);
  const answer = Object.freeze(answerOf(override, answers));
  return {
    name: 'global',
    applies: 'sometimes',
    decide: (_context, { now }) => (now < end ? answer : undefined),
    describe: (_context, { now }) => describeOverride(override, now),
  };
}

function answerOf(override: Override, answers: Answers): Evaluation {
  const by = { layer: override.type, overrideId: override.id };
  if (override.type !== 'user') return answers.giveOverride(override, override.value);
  if (override.overrideType === 'exclude') return { ...answers.give(answers.off, 'OVERRIDE'), ...by };
  if (override.value === undefined) return { ...answers.give(answers.on, 'OVERRIDE'), ...by };
  return answers.giveOverride(override, override.value);
}

/** Without `now`: one that does not end. */
function describeOverride(override: Override, now = -Infinity): Finding {
  const expiresAt = override.type === 'emergency' ? null : override.expiresAt;
  const state = now < endOf(override) ? 'set' : 'expired; set';
  return {
    detail: `${state} by ${override.createdBy}${override.reason ? `: ${override.reason}` : ''}`,
    priority: priorityOf(override),
    overrideId: override.id,
    createdBy: override.createdBy,
    reason: override.reason,
    expiresAt,
  };
}
