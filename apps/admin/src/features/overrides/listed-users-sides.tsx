import { Stack, Text } from '@mantine/core';
import { listedUserNames, type ListEntry } from './listed-users.ts';

/** Shows the users of an audit entry about a list, with an override before and after the change. */
export function ListedUsersSides({ list: { before, after } }: { readonly list: ListEntry }) {
  const sides = [
    ['Before', before],
    ['After', after],
  ] as const;
  return (
    <Stack gap={4}>
      {sides.map(([label, side]) => (
        <Text key={label} size="sm" style={{ overflowWrap: 'anywhere' }}>
          <strong>{label}:</strong> {side ? listedUserNames(side) : 'no override'}
        </Text>
      ))}
    </Stack>
  );
}
