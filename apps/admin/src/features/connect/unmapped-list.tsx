import type { EnvironmentKey } from '@burgee/contracts';
import type { Sdk } from '@burgee/protocols/connect';
import { List, Text, Title } from '@mantine/core';
import { trpc } from '../../app/trpc.ts';
import { TextLink } from '../../ui/links.tsx';

const SHOWN = 20;

/** The flags that the SDK does not get, each with its reason. */
export function UnmappedList({ environment, sdk }: { readonly environment: EnvironmentKey; readonly sdk: Sdk }) {
  const { data } = trpc.connections.unmapped.useQuery({ environment, protocols: [sdk.protocol], limit: SHOWN });
  if (!data || data.total === 0) return null;
  return (
    <section aria-labelledby="unmapped">
      <Title order={2} id="unmapped" mb="xs">
        Flags that this SDK does not get
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        It evaluates flags itself, and cannot evaluate these with the same results. Programs get their own default.
      </Text>
      <List size="sm" spacing={4}>
        {data.items.map(({ flagKey, why }) => (
          <List.Item key={flagKey}>
            <TextLink to="/flags/$flagKey" params={{ flagKey }} search={{ env: environment }}>
              {flagKey}
            </TextLink>
            {': '}
            {why}
          </List.Item>
        ))}
      </List>
      {data.total > data.items.length && (
        <Text size="sm" c="dimmed" mt="xs">
          And {data.total - data.items.length} more.
        </Text>
      )}
    </section>
  );
}
