import {
  readValueText,
  UpdateFlagInput,
  validationFailure,
  type Flag,
  type FlagType,
  type ReadValue,
} from '@burgee/contracts';
import { conditionOfDraft } from '../../ui/condition/condition-draft.ts';
import type { RuleDraft, ServeDraft, SplitDraft, TargetingDraft, VariantDraft } from './draft-types.ts';

/** What a draft sets of a flag; the names are those of `UpdateFlagInput`. */
export type TargetingFields = Readonly<Record<keyof TargetingDraft, unknown>>;

/** By the path of the field, as the server names it, too: `rules.0.rollout.schedule.percentage`. */
export type Problems = ReadonlyMap<string, string>;

export type ReadDraft = { readonly fields: TargetingFields; readonly problems: Problems };

/** A draft as the contract writes it, and what is wrong with it. */
export function readDraft({ environment, key, type }: Flag, draft: TargetingDraft): ReadDraft {
  const fields = fieldsOfDraft(type, draft);
  const parsed = UpdateFlagInput.safeParse({ environment, key, ...fields });
  const details = parsed.success ? [] : validationFailure(parsed.error).details;
  const own = [...variantProblems(type, draft.variants), ...referenceProblems(draft)];
  // The first that is said of a field counts; our words come before the schema's.
  const all = [...own, ...details.map(({ path, message }) => [path, plainWords(message)] as const)].reverse();
  return { fields, problems: new Map(all) };
}

export function fieldsOfDraft(type: FlagType, draft: TargetingDraft): TargetingFields {
  return {
    variants: draft.variants.map(({ key, text, description }) => {
      const read = readValueText(type, text);
      return { key, value: 'value' in read ? read.value : text, ...(description && { description }) };
    }),
    onVariant: draft.onVariant,
    offVariant: draft.offVariant,
    split: draft.split && splitOf(draft.split),
    rollout: draft.rollout,
    rules: draft.rules.map(ruleOf),
    prerequisites: draft.prerequisites.map(({ flagKey, variants }) => ({ flagKey, variants })),
    expiresAt: draft.expiresAt,
  };
}

export function ruleOf({ id, description, condition, rollout, serve }: RuleDraft): Record<string, unknown> {
  return { id, description, condition: conditionOfDraft(condition), rollout, serve: serveOf(serve) };
}

function serveOf(serve: ServeDraft): object {
  return serve.kind === 'variant' ? serve : { kind: 'split', split: splitOf(serve.split) };
}

function splitOf({ weights, ...rest }: SplitDraft): object {
  return {
    ...rest,
    weights: weights.map(({ variant, share }) => ({
      variant,
      weight: typeof share === 'number' ? Math.round(share * 1_000) : share,
    })),
  };
}

type Problem = readonly [path: string, message: string];

function variantProblems(type: FlagType, variants: readonly VariantDraft[]): Problem[] {
  const keys = variants.map(({ key }) => key);
  return variants.flatMap(({ key, text }, index): Problem[] => [
    ...(keys.indexOf(key) === index
      ? []
      : [[`variants.${index}.key`, 'There is another variant with this key.'] as const]),
    ...textProblem(`variants.${index}.value`, readValueText(type, text)),
  ]);
}

function textProblem(path: string, read: ReadValue): Problem[] {
  return 'problem' in read ? [[path, read.problem]] : [];
}

/** Variants that are named and not there. */
function referenceProblems({ variants, onVariant, offVariant, split, rules }: TargetingDraft): Problem[] {
  const keys = new Set(variants.map(({ key }) => key));
  const check = (path: string, key: string | null): Problem[] =>
    key === null || keys.has(key) ? [] : [[path, key === '' ? 'Choose a variant.' : `There is no variant "${key}".`]];
  const checkSplit = (path: string, weights: SplitDraft['weights'] = []) =>
    weights.flatMap(({ variant }, index) => check(`${path}.weights.${index}.variant`, variant));
  return [
    ...check('onVariant', onVariant),
    ...check('offVariant', offVariant),
    ...checkSplit('split', split?.weights),
    ...rules.flatMap(({ serve }, index) =>
      serve.kind === 'variant'
        ? check(`rules.${index}.serve.variant`, serve.variant)
        : checkSplit(`rules.${index}.serve.split`, serve.split.weights),
    ),
  ];
}

/** What the schema library says by itself is for programmers. */
function plainWords(message: string): string {
  if (/expected number/.test(message)) return 'Give a number.';
  if (/^Too small: expected (string|array)/.test(message)) return 'This must not be empty.';
  if (/^Too (small|big): expected number/.test(message)) return 'This is out of range.';
  if (/^Invalid input/.test(message)) return 'Fill this in.';
  const sentence = message.charAt(0).toUpperCase() + message.slice(1);
  return sentence.endsWith('.') ? sentence : `${sentence}.`;
}
