import type { WaitingLogin } from '@burgee/contracts';
import { Code, Paper, Stack, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { RelativeTime, TimeAgo } from '../../ui/relative-time.tsx';
import { ROLE_WORDS } from '../../ui/role-words.ts';

/** The code to compare, and what is known about the program. Only the address and the times are certain. */
export function LoginFacts({ login }: { readonly login: WaitingLogin }) {
  const { userCode, host, address, role, startedAt, expiresAt } = login;
  return (
    <Paper p="md">
      <Stack gap="xs">
        <Text size="sm">The terminal must show this code:</Text>
        <Text fz={28} fw={700} ff="monospace" lh={1.2}>
          {userCode}
        </Text>
        <Table layout="fixed" withRowBorders={false} verticalSpacing={4} horizontalSpacing={0}>
          <Table.Tbody>
            <Fact name="Says it runs on">
              <Code style={{ overflowWrap: 'anywhere' }}>{host}</Code>
            </Fact>
            <Fact name="Network address">{address ?? 'Unknown'}</Fact>
            <Fact name="Asks for the role">{ROLE_WORDS[role]}</Fact>
            <Fact name="Started">
              <TimeAgo at={startedAt} />
            </Fact>
            <Fact name="Code expires">
              <RelativeTime at={expiresAt} />
            </Fact>
          </Table.Tbody>
        </Table>
      </Stack>
    </Paper>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={400} c="dimmed">
        {name}
      </Table.Th>
      <Table.Td>{children}</Table.Td>
    </Table.Tr>
  );
}
