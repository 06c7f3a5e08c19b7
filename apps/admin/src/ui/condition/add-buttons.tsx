import { Button, Group } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { type ConditionDraft, newClause, newGroup, newSegment } from './condition-draft.ts';

type AddButtonsProps = { readonly newId: () => string; readonly onAdd: (node: ConditionDraft) => void };

export function AddButtons({ newId, onAdd }: AddButtonsProps) {
  const addButton = (label: string, make: () => ConditionDraft) => (
    <Button
      size="compact-sm"
      variant="subtle"
      leftSection={<IconPlus size={14} aria-hidden />}
      onClick={() => onAdd(make())}
    >
      {label}
    </Button>
  );
  return (
    <Group gap={4}>
      {addButton('Add condition', () => newClause(newId()))}
      {addButton('Add segment', () => newSegment(newId()))}
      {addButton('Add group', () => newGroup(newId(), [newClause(newId())]))}
    </Group>
  );
}
