import type { Segment, SegmentUsage } from '@burgee/contracts';
import { Button, Group, Stack, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useEnvironmentNamed } from '../../app/environment.tsx';
import { trpc } from '../../app/trpc.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { domainFailure } from '../../ui/describe-error.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { notifyFailure } from '../../ui/notify.tsx';
import { offerUndo } from '../../ui/undo-notice.tsx';
import { UserLinks } from './used-by.tsx';

export type DeleteSegmentDialogProps = {
  readonly segment: Segment;
  readonly usage: SegmentUsage | undefined;
  readonly onClose: () => void;
};

/** Confirms the deletion of a segment. A segment in use cannot be deleted; its users are listed instead. */
export function DeleteSegmentDialog({ segment, usage, onClose }: DeleteSegmentDialogProps) {
  const remove = trpc.segments.delete.useMutation();
  const create = trpc.segments.create.useMutation();
  const utils = trpc.useUtils();
  const navigate = useNavigate();
  const { environment, key, name, description, condition } = segment;
  const place = useEnvironmentNamed(environment);
  const failure = domainFailure(remove.error);
  const users = failure?.code === 'SEGMENT_IN_USE' ? (failure as unknown as SegmentUsage) : usage;
  if (users && users.flags.length + users.segments.length > 0) {
    return <InUse name={name} usage={users} onClose={onClose} />;
  }
  function undoDelete(): void {
    create
      .mutateAsync({ environment, key, name, description, condition, reason: 'Undone' })
      .then(() => utils.segments.invalidate())
      .catch(notifyFailure);
  }
  return (
    <ConfirmDialog
      title="Delete segment"
      confirm="Delete segment"
      isDangerous
      environment={place}
      isPending={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={(why) =>
        remove.mutate(
          { environment, key, ...why },
          {
            onSuccess: () => {
              void navigate({ to: '/segments' });
              void utils.segments.list.invalidate();
              offerUndo(`Deleted the segment ${name}.`, undoDelete);
            },
          },
        )
      }
    >
      No flag or other segment uses {name}.
    </ConfirmDialog>
  );
}

function InUse({ name, usage, onClose }: { readonly name: string; readonly usage: SegmentUsage; onClose: () => void }) {
  return (
    <Dialog onClose={onClose} title="The segment is in use">
      <Stack>
        <Text size="sm">Remove {name} from these first. Then you can delete it.</Text>
        <UserLinks usage={usage} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
