import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import type { Segment } from '@burgee/contracts';
import { IconGitMerge } from '@tabler/icons-react';
import { FieldDiff } from '../../ui/field-diff.tsx';
import type { SegmentFields } from './segment-draft.ts';
import { fieldsOf } from './segment-merge.ts';

export type ConflictPanelProps = {
  /** What both began with. */
  readonly base: Segment;
  readonly theirs: Segment;
  /** `undefined` while something in it is wrong. */
  readonly mine: SegmentFields | undefined;
  readonly onTakeTheirs: () => void;
  readonly onKeepMine: () => void;
};

/** Two people changed the same segment: both sides, and which way to go on. */
export function ConflictPanel({ base, theirs, mine, onTakeTheirs, onKeepMine }: ConflictPanelProps) {
  return (
    <Alert
      color="orange"
      role="alert"
      icon={<IconGitMerge aria-hidden />}
      title="Somebody else saved this segment while you were editing"
    >
      <Stack gap="sm">
        <div>
          <Text size="sm" fw={600} mb={4}>
            They changed
          </Text>
          <FieldDiff before={fieldsOf(base)} after={fieldsOf(theirs)} />
        </div>
        <div>
          <Text size="sm" fw={600} mb={4}>
            You changed
          </Text>
          {mine ? <FieldDiff before={fieldsOf(base)} after={fieldsOf(mine)} /> : <Text size="sm">Not valid yet.</Text>}
        </div>
        <Group gap="xs">
          <Button size="xs" onClick={onKeepMine} disabled={!mine}>
            Put mine on top of theirs
          </Button>
          <Button size="xs" variant="default" onClick={onTakeTheirs}>
            Take theirs
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
