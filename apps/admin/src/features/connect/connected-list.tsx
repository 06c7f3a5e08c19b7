import type { EnvironmentKey } from '@burgee/contracts';
import { Table, Text, Title } from '@mantine/core';
import { trpc } from '../../app/trpc.ts';
import { PROTOCOL_WORDS } from '../../ui/protocol-words.ts';
import { TimeAgo } from '../../ui/relative-time.tsx';

/** The programs that have asked for flags in this environment. */
export function ConnectedList({ environment }: { readonly environment: EnvironmentKey }) {
  const { data } = trpc.connections.list.useQuery({ environment });
  if (!data) return null;
  return (
    <section aria-labelledby="connected">
      <Title order={2} id="connected" mb="xs">
        In use
      </Title>
      {data.items.length === 0 ? (
        <Text size="sm" c="dimmed">
          No program has asked for the flags of this environment in the last 30 days.
        </Text>
      ) : (
        <Table.ScrollContainer minWidth={420}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Protocol</Table.Th>
                <Table.Th>Key</Table.Th>
                <Table.Th>Last request</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.items.map(({ protocol, key, lastUsedAt }) => (
                <Table.Tr key={`${protocol} ${key?.id ?? ''}`}>
                  <Table.Td>{PROTOCOL_WORDS[protocol]}</Table.Td>
                  <Table.Td>{key?.name ?? 'None'}</Table.Td>
                  <Table.Td>
                    <TimeAgo at={lastUsedAt} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </section>
  );
}
