import type { Invitation } from '@burgee/contracts';
import { Box, Button, Group, Paper, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { ActorName } from '../../app/actor-name.tsx';
import { usePermission } from '../../app/permission.ts';
import { trpc } from '../../app/trpc.ts';
import { BrokenNote } from '../../ui/broken-note.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Guarded } from '../../ui/guarded.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { RoleBadges } from './role-badges.tsx';

/** Lists the invitations that have not been used yet. */
export function InvitationList() {
  const [{ items }] = trpc.people.invitations.useSuspenseQuery();
  if (items.length === 0) return null;
  return (
    <Box component="section" mt="xl" aria-labelledby="invitations">
      <Title order={2} id="invitations" mb="sm">
        Pending invitations
      </Title>
      {items.map((invitation) => (
        <InvitationCard key={invitation.id} invitation={invitation} />
      ))}
    </Box>
  );
}

function InvitationCard({ invitation }: { readonly invitation: Invitation }) {
  const { email, role, roles, createdBy, expiresAt } = invitation;
  const [isAsking, setIsAsking] = useState(false);
  const { why } = usePermission('people:write');
  return (
    <Paper p="md" mb="xs">
      <Group justify="space-between">
        <Box miw={0}>
          <Group gap="xs">
            <Text size="sm" fw={600}>
              {email}
            </Text>
            <RoleBadges role={role} roles={roles} />
          </Group>
          <Text size="xs" c="dimmed" mt={4}>
            Invited by <ActorName actor={createdBy} />, expires <RelativeTime at={expiresAt} />
          </Text>
          <BrokenNote broken={invitation.broken}>Revoke the invitation and create a new one.</BrokenNote>
        </Box>
        <Guarded why={why}>
          <Button
            size="xs"
            variant="default"
            aria-label={`Revoke the invitation for ${email}`}
            onClick={() => setIsAsking(true)}
          >
            Revoke
          </Button>
        </Guarded>
      </Group>
      {isAsking && <RevokeDialog invitation={invitation} onClose={() => setIsAsking(false)} />}
    </Paper>
  );
}

function RevokeDialog({
  invitation: { id, email },
  onClose,
}: {
  readonly invitation: Invitation;
  readonly onClose: () => void;
}) {
  const utils = trpc.useUtils();
  const revoke = trpc.people.revokeInvitation.useMutation({
    onSuccess: async () => {
      await utils.people.invalidate();
      notifyDone(`Revoked the invitation for ${email}.`);
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={`Revoke the invitation for ${email}?`}
      confirm="Revoke invitation"
      isDangerous
      isPending={revoke.isPending}
      error={revoke.error}
      onConfirm={(given) => revoke.mutate({ id, ...given })}
      onClose={onClose}
    >
      The link stops working. You can invite them again.
    </ConfirmDialog>
  );
}
