import { Select } from '@mantine/core';
import type { SegmentDraft } from './condition-draft.ts';
import classes from './condition-editor.module.css';
import type { NodeEditorProps } from './node-editor-props.ts';
import { NodeFrame } from './node-frame.tsx';
import { problemAt } from './problem-at.ts';

/** Chooses the segment that the context must be in. */
export function SegmentEditor({ draft, path, options, onChange, onRemove }: NodeEditorProps<SegmentDraft>) {
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
