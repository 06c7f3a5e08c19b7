import type { EnvironmentKey } from '@burgee/contracts';
import { arrivedIn, type Sdk } from '@burgee/protocols/connect';
import { Alert, Group, Loader, Paper, Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { trpc } from '../../app/trpc.ts';
import { ErrorState } from '../../ui/error-state.tsx';
import { TimeAgo } from '../../ui/relative-time.tsx';

const ASK_AGAIN_MS = 2_000;

export type FirstRequestProps = {
  readonly environment: EnvironmentKey;
  readonly sdk: Sdk;
  /** The id of the key that was created on this screen. */
  readonly keyId: string | undefined;
};

/** Waits until the program asks for flags, and says so. */
export function FirstRequest({ environment, sdk, keyId }: FirstRequestProps) {
  const connections = trpc.connections.list.useQuery({ environment }, { refetchInterval: ASK_AGAIN_MS });
  const items = connections.data?.items;
  const [before, setBefore] = useState(items);
  if (!before && items) setBefore(items);
  if (connections.error && !items) {
    return <ErrorState error={connections.error} onRetry={() => void connections.refetch()} />;
  }
  const arrived = items && before && arrivedIn(items, { protocol: sdk.protocol, keyId, before });
  return (
    <div role="status">
      {arrived ? (
        <Alert color="green" icon={<IconCircleCheck aria-hidden />} title="Connected">
          The first request arrived <TimeAgo at={arrived.lastUsedAt} />
          {arrived.key ? `, with the key "${arrived.key.name}".` : ', without a key.'}
        </Alert>
      ) : (
        <Paper p="md">
          <Group gap="sm" wrap="nowrap">
            <Loader size="sm" aria-hidden />
            <Text size="sm">Waiting for the first request. Start the program: this turns green when it asks.</Text>
          </Group>
        </Paper>
      )}
    </div>
  );
}
