import type { Environment } from '@burgee/contracts';
import { Button, Group, Skeleton, Stack, Switch, Text } from '@mantine/core';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { usePermission } from '../../app/permission.ts';
import { trpc } from '../../app/trpc.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { formatCount } from '../../ui/format/words.ts';
import { Guarded } from '../../ui/guarded.tsx';
import { CreateKeyDialog } from './create-key-dialog.tsx';
import { KeyCard } from './key-card.tsx';

/** The change stream announces new, changed and revoked keys, but not each use of a key. */
const LAST_USE_REFETCH_MS = 60_000;

const WORDS = {
  environment: {
    about: 'Server keys can evaluate every flag here. Web keys are public and receive only values.',
    title: 'No keys yet',
    explanation:
      'Programs need a key to read flags. A server key goes into the settings of a service, a web key into the code of a page.',
  },
  admin: {
    about: 'Admin keys can make the same changes as a person with their role. They always expire.',
    title: 'No admin keys yet',
    explanation:
      'Scripts and pipelines use an admin key to change flags, for example to turn a feature on with a release.',
  },
};

/** Lists the keys of an environment, or the admin keys if none is passed. */
export function KeyList({ environment }: { readonly environment?: Environment }) {
  const keys = trpc.keys.list.useQuery(
    { ...(environment && { environment: environment.key }) },
    { refetchInterval: LAST_USE_REFETCH_MS },
  );
  const { why } = usePermission('keys:write', environment?.key);
  const [isCreating, setIsCreating] = useState(false);
  const [withRevoked, setWithRevoked] = useState(false);
  const { about, title, explanation } = WORDS[environment ? 'environment' : 'admin'];
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
          {explanation}
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
          label={`Show ${formatCount(revoked.length, 'revoked key')}`}
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
