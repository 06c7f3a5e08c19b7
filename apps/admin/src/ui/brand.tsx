import { Group, Text } from '@mantine/core';
import burgee from './burgee.svg';

export function Brand() {
  return (
    <Group gap={8} wrap="nowrap">
      <img src={burgee} alt="" width={24} height={24} />
      <Text fw={650} size="lg" lts={-0.2}>
        Burgee
      </Text>
    </Group>
  );
}
