import type { AuditEntry } from '@burgee/contracts';
import { Text } from '@mantine/core';

/** Names the program through which the actor made the change, if that was an agent. */
export function AgentNote({ entry: { via, client } }: { readonly entry: Pick<AuditEntry, 'via' | 'client'> }) {
  if (via === null) return null;
  return (
    <>
      {' '}
      <Text size="xs" c="dimmed" span>
        via MCP ({client})
      </Text>
    </>
  );
}
