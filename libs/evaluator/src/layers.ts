import type { Evaluation, EvaluationContext, FlagConfig, Override, TraceStep } from '@burgee/contracts';
import type { Answers } from './answers.ts';
import { hasValidIds, type EvaluateOptions } from './context.ts';
import { endOf, priorityOf } from './overrides.ts';
import type { PrerequisiteCheck } from './prerequisites.ts';

/** What a row of the table found, for people. */
export type Finding = Omit<TraceStep, 'layer' | 'outcome'>;

/** A row of the table of layers that may apply to a context. */
export type Layer = {
  /** The answer, where the row applies. */
  decide(context: EvaluationContext, options: EvaluateOptions): Evaluation | undefined;
  describe(context: EvaluationContext, options: EvaluateOptions): Finding;
  /** It applies to every context: rows below it are never reached. */
  readonly isFinal?: boolean;
};

/** What the rows of one flag are made from. */
export type LayerParts = {
  readonly flag: FlagConfig;
  readonly answers: Answers;
  readonly emergency: Override | undefined;
  readonly global: Override | undefined;
  readonly permitsSessionOverrides: boolean;
  readonly prerequisites: PrerequisiteCheck;
};

type Row = {
  readonly name: TraceStep['layer'];
  /** Only with overrides that the caller looked up can it apply. */
  readonly needsOverrides?: boolean;
  /** A text instead of a layer says why the row can never apply to this flag. */
  compile(parts: LayerParts): Layer | string;
};

/** The rows above a flag's own targeting, in the order in which they win. */
const TABLE: readonly Row[] = [
  { name: 'emergency', compile: compileEmergency },
  { name: 'context', compile: compileContextCheck },
  {
    name: 'session',
    needsOverrides: true,
    compile: (parts) =>
      parts.permitsSessionOverrides
        ? compileTarget(parts, ({ overrides }) => overrides?.session.get(parts.flag.key))
        : 'the environment does not permit session overrides',
  },
  {
    name: 'testing',
    needsOverrides: true,
    compile: (parts) => compileTarget(parts, ({ overrides }) => overrides?.testing.get(parts.flag.key)),
  },
  { name: 'kill switch', compile: compileKillSwitch },
  { name: 'expiry', compile: compileExpiry },
  { name: 'prerequisites', compile: compilePrerequisites },
  {
    name: 'user exclude',
    needsOverrides: true,
    compile: (parts) => compileTarget(parts, (options) => userOverride(parts.flag, options, 'exclude')),
  },
  {
    name: 'user include',
    needsOverrides: true,
    compile: (parts) => compileTarget(parts, (options) => userOverride(parts.flag, options, 'include')),
  },
  { name: 'global', compile: compileGlobal },
];

/** The rows that an evaluation has to look at: none that never applies, none below one that always does. */
export function reachableLayers(parts: LayerParts, hasOverrides: boolean): readonly Layer[] {
  const layers: Layer[] = [];
  for (const { needsOverrides, compile } of TABLE) {
    if (needsOverrides && !hasOverrides) continue;
    const layer = compile(parts);
    if (typeof layer === 'string') continue;
    layers.push(layer);
    if (layer.isFinal) break;
  }
  return layers;
}

/** Looks at every row in order. Those below the winner that would have answered too are shadowed. */
export function traceLayers(parts: LayerParts, context: EvaluationContext, options: EvaluateOptions): TraceStep[] {
  let isDecided = false;
  return TABLE.map(({ name, compile }) => {
    const layer = compile(parts);
    if (typeof layer === 'string') return { layer: name, outcome: 'passed', detail: layer };
    const applies = layer.decide(context, options) !== undefined;
    const outcome = !applies ? 'passed' : isDecided ? 'shadowed' : 'won';
    isDecided ||= applies;
    return { layer: name, outcome, ...layer.describe(context, options) };
  });
}

function compileEmergency({ emergency, answers }: LayerParts): Layer | string {
  if (!emergency) return 'no emergency override';
  const answer = Object.freeze(answerOf(emergency, answers));
  return { isFinal: true, decide: () => answer, describe: () => describeOverride(emergency) };
}

function compileContextCheck({ answers }: LayerParts): Layer {
  return {
    decide: (context) => (hasValidIds(context) ? undefined : answers.fail('INVALID_CONTEXT', INVALID_IDS)),
    describe: (context) => ({ detail: hasValidIds(context) ? 'the ids are valid' : INVALID_IDS }),
  };
}
const INVALID_IDS = 'userId, sessionId and testRunId must be text of 1 to 255 characters';

function compileKillSwitch({ flag: { enabled, archived }, answers }: LayerParts): Layer | string {
  if (enabled && !archived) return 'the flag is enabled';
  const disabled = answers.give(answers.off, 'DISABLED');
  const detail = archived ? 'the flag is archived' : 'the flag is disabled';
  return { isFinal: true, decide: () => disabled, describe: () => ({ detail }) };
}

function compileExpiry({ flag: { expiresAt }, answers }: LayerParts): Layer | string {
  if (expiresAt === null) return 'the flag does not expire';
  const end = Date.parse(expiresAt);
  const expired = answers.give(answers.off, 'EXPIRED');
  return {
    decide: (_context, { now }) => (end <= now ? expired : undefined),
    describe: (_context, { now }) => ({ detail: `the flag ${end <= now ? 'expired' : 'expires'} at ${expiresAt}`, expiresAt }),
  };
}

function compilePrerequisites({ flag, answers, prerequisites }: LayerParts): Layer | string {
  if (flag.prerequisites.length === 0) return 'the flag has no prerequisites';
  const failed = answers.give(answers.off, 'PREREQUISITE_FAILED');
  return {
    decide: (context, options) => (prerequisites(context, options) === undefined ? undefined : failed),
    describe: (context, options) => ({ detail: prerequisites(context, options) ?? 'all prerequisites hold' }),
  };
}

function compileGlobal({ global, answers }: LayerParts): Layer | string {
  if (!global) return 'no global override';
  const end = endOf(global);
  const answer = Object.freeze(answerOf(global, answers));
  return {
    decide: (_context, { now }) => (now < end ? answer : undefined),
    describe: (_context, { now }) => describeOverride(global, now),
  };
}

/** A row for overrides that the caller looked up for this context's ids. */
function compileTarget({ answers }: LayerParts, find: (options: EvaluateOptions) => Override | undefined): Layer {
  return {
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

function answerOf(override: Override, answers: Answers): Evaluation {
  const by = { layer: override.type, overrideId: override.id };
  if (override.type !== 'user') return answers.giveOverride(override, override.value);
  if (override.overrideType === 'exclude') return { ...answers.give(answers.off, 'OVERRIDE'), ...by };
  if (override.value === undefined) return { ...answers.give(answers.on, 'OVERRIDE'), ...by };
  return answers.giveOverride(override, override.value);
}

/** Without `now`: one that does not end. */
function describeOverride(override: Override, now = -Infinity): Finding {
  const state = now < endOf(override) ? 'set' : 'expired; set';
  return {
    detail: `${state} by ${override.createdBy}${override.reason ? `: ${override.reason}` : ''}`,
    priority: priorityOf(override),
    overrideId: override.id,
    createdBy: override.createdBy,
    reason: override.reason,
    expiresAt: override.type === 'emergency' ? null : override.expiresAt,
  };
}
