import { Select } from '@mantine/core';
import type { Condition } from '@burgee/contracts';
import { ClauseEditor } from './clause-editor.tsx';
import { pathWithin, type ConditionDraft, type SegmentDraft } from './condition-draft.ts';
import classes from './condition-editor.module.css';
import { GroupEditor } from './group-editor.tsx';
import { NodeFrame } from './node-frame.tsx';
import { problemAt } from './problem-at.ts';

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

/** Edits a condition of any depth. Screen readers announce nested groups. */
export function ConditionEditor({ draft, path, ...rest }: NodeEditorProps) {
  const props = { ...rest, path: pathWithin(path, draft) };
  if (draft.kind === 'group') return <GroupEditor draft={draft} {...props} />;
  if (draft.kind === 'segment') return <SegmentEditor draft={draft} {...props} />;
  return <ClauseEditor draft={draft} {...props} />;
}

function SegmentEditor({ draft, path, options, onChange, onRemove }: NodeEditorProps<SegmentDraft>) {
  const known = options.segments.map(({ key, name }) => ({
    value: key,
    label: name === key ? key : `${name} (${key})`,
  }));
  const isKnown = draft.segment === '' || known.some(({ value }) => value === draft.segment);
  return (
    <NodeFrame draft={draft} onChange={onChange} onRemove={onRemove} what="segment">
      <span className={classes.words}>in the segment</span>
      <Select
        aria-label="Segment"
        placeholder="Choose a segment"
        searchable
        size="sm"
        flex="1 1 200px"
        nothingFoundMessage="No matching segment"
        data={isKnown ? known : [...known, { value: draft.segment, label: draft.segment }]}
        value={draft.segment || null}
        error={problemAt(options.problems, path) && 'Choose a segment.'}
        onChange={(segment) => onChange({ ...draft, segment: segment ?? '' })}
      />
    </NodeFrame>
  );
}

/** The attributes that a condition uses. */
export function attributesOf(condition: Condition): string[] {
  if ('not' in condition) return attributesOf(condition.not);
  if ('all' in condition) return condition.all.flatMap(attributesOf);
  if ('any' in condition) return condition.any.flatMap(attributesOf);
  return 'attribute' in condition ? [condition.attribute] : [];
}
