import {
  type Flag,
  type FlagType,
  type ReadValue,
  readValueText,
  UpdateFlagInput,
  validationFailure,
} from '@burgee/contracts';
import { conditionOfDraft } from '../../ui/condition/condition-draft.ts';
import type { RuleDraft, ServeDraft, SplitDraft, TargetingDraft, VariantDraft } from './draft-types.ts';

/** The fields of a flag that a draft sets, by their names in `UpdateFlagInput`. */
export type TargetingFields = Readonly<Record<keyof TargetingDraft, unknown>>;

/** Messages by the path of the field, which the server also uses: `rules.0.rollout.schedule.percentage`. */
export type Problems = ReadonlyMap<string, string>;

export type ReadDraft = { readonly fields: TargetingFields; readonly problems: Problems };

/** Converts a draft to the contract's fields, and collects its problems. */
export function readDraft({ environment, key, type }: Flag, draft: TargetingDraft): ReadDraft {
  const fields = fieldsOfDraft(type, draft);
  const parsed = UpdateFlagInput.safeParse({ environment, key, ...fields });
  const details = parsed.success ? [] : validationFailure(parsed.error).details;
  const own = [...variantProblems(type, draft.variants), ...referenceProblems(draft)];
  // The first problem of a field wins, so our own messages take precedence over the schema's.
  const all = [...own, ...details.map(({ path, message }) => [path, plainMessage(message)] as const)].reverse();
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
    split: draft.split && splitFromDraft(draft.split),
    rollout: draft.rollout,
    rules: draft.rules.map(ruleFromDraft),
    prerequisites: draft.prerequisites.map(({ flagKey, variants }) => ({ flagKey, variants })),
    expiresAt: draft.expiresAt,
  };
}

export function ruleFromDraft({ id, description, condition, rollout, serve }: RuleDraft): Record<string, unknown> {
  return { id, description, condition: conditionOfDraft(condition), rollout, serve: serveFromDraft(serve) };
}

function serveFromDraft(serve: ServeDraft): object {
  return serve.kind === 'variant' ? serve : { kind: 'split', split: splitFromDraft(serve.split) };
}

function splitFromDraft({ weights, ...rest }: SplitDraft): object {
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
    ...(keys.indexOf(key) === index ? [] : [[`variants.${index}.key`, 'Another variant has this key.'] as const]),
    ...textProblem(`variants.${index}.value`, readValueText(type, text)),
  ]);
}

function textProblem(path: string, read: ReadValue): Problem[] {
  return 'problem' in read ? [[path, read.problem]] : [];
}

/** References to variants that do not exist. */
function referenceProblems({ variants, onVariant, offVariant, split, rules }: TargetingDraft): Problem[] {
  const keys = new Set(variants.map(({ key }) => key));
  const checkVariant = (path: string, key: string | null): Problem[] =>
    key === null || keys.has(key) ? [] : [[path, key === '' ? 'Choose a variant.' : `There is no variant "${key}".`]];
  const checkSplit = (path: string, weights: SplitDraft['weights'] = []) =>
    weights.flatMap(({ variant }, index) => checkVariant(`${path}.weights.${index}.variant`, variant));
  return [
    ...checkVariant('onVariant', onVariant),
    ...checkVariant('offVariant', offVariant),
    ...checkSplit('split', split?.weights),
    ...rules.flatMap(({ serve }, index) =>
      serve.kind === 'variant'
        ? checkVariant(`rules.${index}.serve.variant`, serve.variant)
        : checkSplit(`rules.${index}.serve.split`, serve.split.weights),
    ),
  ];
}

/** Replaces the schema library's messages, which are written for programmers. */
function plainMessage(message: string): string {
  if (/expected number/.test(message)) return 'Enter a number.';
  if (/^Too small: expected (string|array)/.test(message)) return 'This field must not be empty.';
  if (/^Too (small|big): expected number/.test(message)) return 'This number is out of range.';
  if (/^Invalid input/.test(message)) return 'This field is required.';
  const sentence = message.charAt(0).toUpperCase() + message.slice(1);
  return sentence.endsWith('.') ? sentence : `${sentence}.`;
}
