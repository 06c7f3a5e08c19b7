import { Button, Group, Skeleton, Stack, Switch, Text } from '@mantine/core';
import type { Environment } from '@burgee/contracts';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { usePermission } from '../../app/permission.ts';
import { trpc } from '../../app/trpc.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { Guarded } from '../../ui/guarded.tsx';
import { CreateKeyDialog } from './create-key-dialog.tsx';
import { KeyCard } from './key-card.tsx';

/** No stream tells of keys: what other admins change appears within this time. */
const EVERY_MS = 5_000;

const WORDS = {
  environment: {
    about: 'Server keys evaluate anything here. Web keys are public, and get values only.',
    title: 'No program reads flags here yet',
    teaches: 'A server key goes into the settings of a service, a web key into the code of a page.',
  },
  admin: {
    about: 'Admin keys change things, as a person of their role would. They always end.',
    title: 'There is no admin key',
    teaches: 'Scripts and pipelines use one to change flags, like switching a feature on with a release.',
  },
};

/** The keys of an environment; without one, the admin keys. */
export function KeyList({ environment }: { readonly environment?: Environment }) {
  const keys = trpc.keys.list.useQuery(
    { ...(environment && { environment: environment.key }) },
    { refetchInterval: EVERY_MS },
  );
  const { why } = usePermission('keys:write', environment?.key);
  const [isCreating, setIsCreating] = useState(false);
  const [withRevoked, setWithRevoked] = useState(false);
  const { about, title, teaches } = WORDS[environment ? 'environment' : 'admin'];
  if (keys.error && !keys.data) return <ErrorState error={keys.error} onRetry={() => void keys.refetch()} />;
  if (!keys.data) return <Loading />;
  const live = keys.data.items.filter(({ revokedAt }) => revokedAt === null);
  const revoked = keys.data.items.filter(({ revokedAt }) => revokedAt !== null);
  const create = (
    <Guarded why={why}>
      <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setIsCreating(true)}>
        New key
      </Button>
    </Guarded>
  );
  return (
    <>
      {live.length === 0 ? (
        <EmptyState icon={<IconKey />} title={title} action={create}>
          {teaches}
        </EmptyState>
      ) : (
        <Group justify="space-between" mb="md">
          <Text size="sm" c="dimmed" flex="1 1 280px">
            {about}
          </Text>
          {create}
        </Group>
      )}
      {[...live, ...(withRevoked ? revoked : [])].map((key) => (
        <KeyCard key={key.id} apiKey={key} environment={environment} />
      ))}
      {revoked.length > 0 && (
        <Switch
          mt="md"
          label={`Show ${revoked.length} revoked`}
          checked={withRevoked}
          onChange={() => setWithRevoked(!withRevoked)}
        />
      )}
      {isCreating && <CreateKeyDialog environment={environment} onClose={() => setIsCreating(false)} />}
    </>
  );
}

function Loading() {
  return (
    <Stack gap="sm" role="status" aria-label="Loading">
      {['a', 'b', 'c'].map((row) => (
        <Skeleton key={row} h={88} />
      ))}
    </Stack>
  );
}
