import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { appBase } from '../../app/server-url.ts';
import { CopyField } from '../../ui/copy-field.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';

export type OneTimeLinkProps = {
  readonly path: '/join' | '/new-password';
  readonly token: string;
  readonly email: string;
  readonly expiresAt: string;
  /** Explains what the link allows, and that it is not shown again. */
  readonly children: ReactNode;
  readonly onClose: () => void;
};

/** A link that works once, for the admin to pass on. */
export function OneTimeLink({ path, token, email, expiresAt, children, onClose }: OneTimeLinkProps) {
  return (
    <Stack>
      <Text size="sm">
        Send this link to {email}. It works once and expires <RelativeTime at={expiresAt} />.
      </Text>
      <CopyField
        label="Link"
        text={`${location.origin}${appBase()}${path}?token=${encodeURIComponent(token)}`}
        what="the link"
      />
      <Alert color="yellow">{children}</Alert>
      <Group justify="flex-end">
        <Button onClick={onClose}>Done</Button>
      </Group>
    </Stack>
  );
}
