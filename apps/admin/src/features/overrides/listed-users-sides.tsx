import { Stack, Text } from '@mantine/core';
import { namesOfList, type ListEntry } from './listed-users.ts';

/** The users of an audit entry about a list: those who had an override before, and those who have one now. */
export function ListedUsersSides({ list: { before, after } }: { readonly list: ListEntry }) {
  const sides = [
    ['Before', before],
    ['After', after],
  ] as const;
  return (
    <Stack gap={4}>
      {sides.map(([label, side]) => (
        <Text key={label} size="sm" style={{ overflowWrap: 'anywhere' }}>
          <strong>{label}:</strong> {side ? namesOfList(side) : 'no override'}
        </Text>
      ))}
    </Stack>
  );
}
