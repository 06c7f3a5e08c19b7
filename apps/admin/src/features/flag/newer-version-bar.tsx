import { Button, Group, Paper, Text } from '@mantine/core';
import { IconUserEdit } from '@tabler/icons-react';
import { useState } from 'react';
import { FlagConflictDialog, LastChange } from './flag-conflict-dialog.tsx';
import { useTargetingDraft } from './targeting-draft.tsx';

/** Reports a change by someone else while the draft has edits; the draft stays as it is. */
export function NewerVersionBar() {
  const { base, current, isDirty } = useTargetingDraft();
  const [isShown, setIsShown] = useState(false);
  const isNewer = isDirty && current.revision > base.revision;
  return (
    <div role="status">
      {isNewer && (
        <Paper p="xs" px="md">
          <Group justify="space-between" gap="xs">
            <Group gap="xs" wrap="nowrap">
              <IconUserEdit size={18} aria-hidden />
              <Text size="sm">
                <LastChange key={current.revision} flag={current} /> Your edits are kept.
              </Text>
            </Group>
            <Button size="compact-sm" variant="light" onClick={() => setIsShown(true)}>
              Show changes
            </Button>
          </Group>
        </Paper>
      )}
      {isShown && isNewer && (
        <FlagConflictDialog theirs={current} onSettled={() => setIsShown(false)} onClose={() => setIsShown(false)} />
      )}
    </div>
  );
}
