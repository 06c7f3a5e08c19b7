import {
  type CreateFlagInput,
  type Detail,
  type FlagConfig,
  newFlagConfig,
  OFF,
  ON,
  type Rule,
  type RuleInput,
  type SetEnabledInput,
  type Split,
  type SplitInput,
  type UpdateFlagInput,
} from '@burgee/contracts';
import { dealRanges } from '@burgee/evaluator';
import { invalid } from '../failures/invalid.ts';

type EditedFields = Omit<UpdateFlagInput, 'environment' | 'key'>;

/** The flag that results from an editor's input; splits are dealt so that as few users as possible move. */
export type FlagDraft = FlagConfig & { description: string; tags: string[] };

/** @throws DomainError VALIDATION_FAILED if a type other than boolean comes without variants. */
export function draftNewFlag(input: CreateFlagInput): FlagDraft {
  const base = { ...newFlagConfig(input.key), description: '', tags: [], type: input.type };
  if (input.type === 'boolean') return applyInput(base, input);
  const [first] = input.variants ?? [];
  if (!first) throw invalid('variants', `a flag of type ${input.type} needs its variants`);
  return applyInput({ ...base, variants: [], onVariant: first.key, offVariant: null }, input);
}

export function draftUpdatedFlag(current: FlagDraft, input: EditedFields): FlagDraft {
  return applyInput(current, input);
}

export function draftSwitchedFlag(
  current: FlagDraft,
  { enabled, rolloutPercentage }: Pick<SetEnabledInput, 'enabled' | 'rolloutPercentage'>,
): FlagDraft {
  if (rolloutPercentage === undefined) return { ...current, enabled };
  const schedule = { kind: 'fixed', percentage: rolloutPercentage } as const;
  return { ...current, enabled, rollout: { ...current.rollout, schedule } };
}

function applyInput(current: FlagDraft, input: EditedFields): FlagDraft {
  const { split, rules, expiresAt, ...plain } = input;
  const given = Object.fromEntries(
    EDITABLE.flatMap((field) => (plain[field] === undefined ? [] : [[field, plain[field]]])),
  );
  return {
    ...current,
    ...given,
    // One instant can be written in many ways; this is the stored form.
    expiresAt: expiresAt === undefined ? current.expiresAt : expiresAt && new Date(expiresAt).toISOString(),
    split: split === undefined ? current.split : split && dealSplit(split, current.split),
    rules: rules === undefined ? current.rules : rules.map((rule) => dealRule(rule, current.rules)),
  };
}

const EDITABLE = [
  'description',
  'tags',
  'enabled',
  'salt',
  'variants',
  'onVariant',
  'offVariant',
  'rollout',
  'prerequisites',
] as const;

function dealRule(rule: RuleInput, before: readonly Rule[]): Rule {
  if (rule.serve.kind === 'variant') return { ...rule, serve: rule.serve };
  const previous = before.find(({ id }) => id === rule.id)?.serve;
  const split = dealSplit(rule.serve.split, previous?.kind === 'split' ? previous.split : null);
  return { ...rule, serve: { kind: 'split', split } };
}

function dealSplit(split: SplitInput, previous: Split | null): Split {
  return { ...split, ranges: dealRanges(split.weights, previous?.ranges) };
}

/** A boolean flag has exactly the two variants of its type. */
export function booleanProblems({ type, variants }: FlagConfig): Detail[] {
  if (type !== 'boolean') return [];
  const isPlain =
    variants.length === 2 &&
    [ON, OFF].every(({ key, value }) => variants.some((v) => v.key === key && v.value === value));
  return isPlain ? [] : [{ path: 'variants', message: 'a boolean flag has the variants on (true) and off (false)' }];
}
