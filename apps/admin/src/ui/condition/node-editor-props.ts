import type { ConditionDraft } from './condition-draft.ts';

/** Choices and problems shared by all parts of a condition. */
export type ConditionOptions = {
  readonly segments: readonly { readonly key: string; readonly name: string }[];
  /** Suggested attributes, from other conditions; any name may be typed. */
  readonly attributes: readonly string[];
  readonly problems: ReadonlyMap<string, string>;
  readonly newId: () => string;
};

export type NodeEditorProps<D extends ConditionDraft = ConditionDraft> = {
  readonly draft: D;
  /** The path of the condition in validation problems: `rules.0.condition`. */
  readonly path: string;
  readonly options: ConditionOptions;
  readonly onChange: (draft: ConditionDraft) => void;
  /** Absent for the root, which cannot be removed. */
  readonly onRemove?: (() => void) | undefined;
};
