import { Button, Group, Stack, Text } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { Dialog } from '../../ui/dialog.tsx';
import { useTargetingDraft } from './targeting-draft.tsx';

/** Asks before edits get lost by a link, the back button, another environment or closing the page. */
export function LeaveGuard() {
  const { isDirty } = useTargetingDraft();
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) => {
      const isElsewhere =
        current.pathname !== next.pathname || environmentInSearch(current) !== environmentInSearch(next);
      return isDirty && isElsewhere;
    },
    enableBeforeUnload: isDirty,
    withResolver: true,
  });
  if (status !== 'blocked') return null;
  return (
    <Dialog onClose={reset} title="Leave without saving?">
      <Stack>
        <Text size="sm">Your changes to this flag are not saved. If you leave, they are lost.</Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={reset} data-autofocus>
            Keep editing
          </Button>
          <Button color="red" onClick={proceed}>
            Discard changes
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

function environmentInSearch({ search }: { readonly search: object }): unknown {
  return 'env' in search ? search.env : undefined;
}
