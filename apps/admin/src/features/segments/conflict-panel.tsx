import type { Segment } from '@burgee/contracts';
import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconGitMerge } from '@tabler/icons-react';
import { FieldDiff } from '../../ui/field-diff.tsx';
import type { SegmentFields } from './segment-draft.ts';
import { editableFields } from './segment-merge.ts';

export type ConflictPanelProps = {
  /** The version that both edits started from. */
  readonly base: Segment;
  readonly theirs: Segment;
  /** `undefined` while the user's draft is invalid. */
  readonly mine: SegmentFields | undefined;
  readonly onTakeTheirs: () => void;
  readonly onKeepMine: () => void;
};

/** Shows two concurrent changes to a segment and offers to merge or discard the user's own. */
export function ConflictPanel({ base, theirs, mine, onTakeTheirs, onKeepMine }: ConflictPanelProps) {
  return (
    <Alert
      color="orange"
      role="alert"
      icon={<IconGitMerge aria-hidden />}
      title="Someone else saved this segment while you were editing"
    >
      <Stack gap="sm">
        <div>
          <Text size="sm" fw={600} mb={4}>
            They changed
          </Text>
          <FieldDiff before={editableFields(base)} after={editableFields(theirs)} />
        </div>
        <div>
          <Text size="sm" fw={600} mb={4}>
            You changed
          </Text>
          {mine ? (
            <FieldDiff before={editableFields(base)} after={editableFields(mine)} />
          ) : (
            <Text size="sm">Not valid yet.</Text>
          )}
        </div>
        <Group gap="xs">
          <Button size="xs" onClick={onKeepMine} disabled={!mine}>
            Apply my changes on top
          </Button>
          <Button size="xs" variant="default" onClick={onTakeTheirs}>
            Discard my changes
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
