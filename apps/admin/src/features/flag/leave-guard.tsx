import { Button, Group, Stack, Text } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { Dialog } from '../../ui/dialog.tsx';
import { useTargetingDraft } from './targeting-draft.tsx';

/** Asks before what was typed gets lost: by a link, by going back, by another environment, or by closing the page. */
export function LeaveGuard() {
  const { isDirty } = useTargetingDraft();
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) => {
      const isElsewhere = current.pathname !== next.pathname || environmentOf(current) !== environmentOf(next);
      return isDirty && isElsewhere;
    },
    enableBeforeUnload: isDirty,
    withResolver: true,
  });
  if (status !== 'blocked') return null;
  return (
    <Dialog onClose={reset} title="Leave without saving?">
      <Stack>
        <Text size="sm">The changes to this flag have not been saved. If you leave, they are lost.</Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={reset} data-autofocus>
            Stay
          </Button>
          <Button color="red" onClick={proceed}>
            Leave
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

function environmentOf({ search }: { readonly search: object }): unknown {
  return 'env' in search ? search.env : undefined;
}
