import { ActionIcon, Group, SegmentedControl, Text } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { AddButtons } from './add-buttons.tsx';
import { ClauseEditor } from './clause-editor.tsx';
import { type ConditionDraft, type GroupDraft, pathWithin } from './condition-draft.ts';
import classes from './condition-editor.module.css';
import type { NodeEditorProps } from './node-editor-props.ts';
import { NotButton } from './node-frame.tsx';
import { SegmentEditor } from './segment-editor.tsx';

const MODES = [
  { value: 'all', label: 'All of' },
  { value: 'any', label: 'Any of' },
];

/** Edits a condition of any depth. Screen readers announce nested groups. */
export function ConditionEditor({ draft, path, ...rest }: NodeEditorProps) {
  const props = { ...rest, path: pathWithin(path, draft) };
  if (draft.kind === 'group') return <GroupEditor draft={draft} {...props} />;
  if (draft.kind === 'segment') return <SegmentEditor draft={draft} {...props} />;
  return <ClauseEditor draft={draft} {...props} />;
}

function GroupEditor({ draft, path, options, onChange, onRemove }: NodeEditorProps<GroupDraft>) {
  const { mode, children } = draft;
  const setChildren = (next: readonly ConditionDraft[]) => onChange({ ...draft, children: next });
  return (
    <div role="group" aria-label={mode === 'all' ? 'All of these' : 'Any of these'} className={classes.group}>
      <Group gap="xs">
        <NotButton draft={draft} what="group" onChange={onChange} />
        <SegmentedControl
          size="xs"
          data={MODES}
          value={mode}
          aria-label="How to combine the conditions"
          onChange={(value) => onChange({ ...draft, mode: value === 'any' ? 'any' : 'all' })}
        />
        {children.length === 0 && (
          <Text size="sm" c="dimmed">
            {mode === 'all' ? 'No conditions: matches everybody.' : 'No conditions: matches nobody.'}
          </Text>
        )}
        {onRemove && (
          <ActionIcon variant="subtle" color="gray" ml="auto" aria-label="Remove this group" onClick={onRemove}>
            <IconX size={16} aria-hidden />
          </ActionIcon>
        )}
      </Group>
      {children.map((child, index) => (
        <div key={child.id} className={classes.child}>
          {index > 0 && <span className={classes.joint}>{mode === 'all' ? 'and' : 'or'}</span>}
          <ConditionEditor
            draft={child}
            path={`${path}.${mode}.${index}`}
            options={options}
            onChange={(next) => setChildren(children.map((one) => (one.id === child.id ? next : one)))}
            onRemove={() => setChildren(children.filter((one) => one.id !== child.id))}
          />
        </div>
      ))}
      <AddButtons newId={options.newId} onAdd={(node) => setChildren([...children, node])} />
    </div>
  );
}
