import {
  newFlagConfig,
  OFF,
  ON,
  type CreateFlagInput,
  type Detail,
  type FlagConfig,
  type RuleInput,
  type Rule,
  type Split,
  type SplitInput,
  type UpdateFlagInput,
} from '@burgee/contracts';
import { dealRanges } from '@burgee/evaluator';
import { invalid } from '../invalid.ts';

/** The fields of a flag that an editor's input leads to; splits are dealt so that only those users move who must. */
export type FlagDraft = FlagConfig & { description: string; tags: string[] };

/** @throws DomainError VALIDATION_FAILED where a type other than boolean comes without variants. */
export function draftOfNew(input: CreateFlagInput): FlagDraft {
  const base = { ...newFlagConfig(input.key), description: '', tags: [], type: input.type };
  if (input.type === 'boolean') return applied(base, input);
  const [first] = input.variants ?? [];
  if (!first) throw invalid('variants', `a flag of type ${input.type} needs its variants`);
  return applied({ ...base, variants: [], onVariant: first.key, offVariant: null }, input);
}

export function draftOfChange(current: FlagDraft, input: UpdateFlagInput): FlagDraft {
  return applied(current, input);
}

function applied(current: FlagDraft, input: CreateFlagInput | UpdateFlagInput): FlagDraft {
  const { split, rules, expiresAt, ...plain } = input;
  const given = Object.fromEntries(
    EDITABLE.flatMap((field) => (plain[field] === undefined ? [] : [[field, plain[field]]])),
  );
  return {
    ...current,
    ...given,
    // One instant can be written in many ways; it is stored in this one.
    expiresAt: expiresAt === undefined ? current.expiresAt : expiresAt && new Date(expiresAt).toISOString(),
    split: split === undefined ? current.split : split && dealt(split, current.split),
    rules: rules === undefined ? current.rules : rules.map((rule) => dealtRule(rule, current.rules)),
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

function dealtRule(rule: RuleInput, before: readonly Rule[]): Rule {
  if (rule.serve.kind === 'variant') return { ...rule, serve: rule.serve };
  const previous = before.find(({ id }) => id === rule.id)?.serve;
  const split = dealt(rule.serve.split, previous?.kind === 'split' ? previous.split : null);
  return { ...rule, serve: { kind: 'split', split } };
}

function dealt(split: SplitInput, previous: Split | null): Split {
  return { ...split, ranges: dealRanges(split.weights, previous?.ranges) };
}

/** A boolean flag has the two variants that its type has, and no others. */
export function booleanProblems({ type, variants }: FlagConfig): Detail[] {
  if (type !== 'boolean') return [];
  const isPlain =
    variants.length === 2 &&
    [ON, OFF].every(({ key, value }) => variants.some((v) => v.key === key && v.value === value));
  return isPlain ? [] : [{ path: 'variants', message: 'a boolean flag has the variants on (true) and off (false)' }];
}
