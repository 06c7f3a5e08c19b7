import type { Flag } from '@burgee/contracts';
import { Alert, List } from '@mantine/core';
import { trpc } from '../../app/trpc.ts';
import { PROTOCOL_WORDS } from '../../ui/protocol-words.ts';

/** Says which SDKs in use do not get the flag, and why. */
export function UnmappedNote({ flag }: { readonly flag: Flag }) {
  const { environment, key } = flag;
  const { data } = trpc.connections.unmapped.useQuery({ environment, flagKey: key });
  if (!data || data.total === 0) return null;
  return (
    <Alert color="yellow" mb="md" title="Some programs do not get this flag, and use their own default">
      <List size="sm">
        {data.items.map(({ protocol, why }) => (
          <List.Item key={protocol}>
            {PROTOCOL_WORDS[protocol]}: {why}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
