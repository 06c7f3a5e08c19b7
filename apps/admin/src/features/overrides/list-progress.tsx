import { Progress, Stack, Text } from '@mantine/core';

/** For a list that takes a while; a short one is set before anyone could read this. */
export function ListProgress({ verb, count }: { readonly verb: 'Setting' | 'Removing'; readonly count: number }) {
  const words = `${verb} ${count.toLocaleString('en')} users`;
  return (
    <Stack gap={4} role="status">
      <Text size="sm">{words}: all of them or none.</Text>
      <Progress value={100} animated aria-label={words} />
    </Stack>
  );
}

/** Lists of fewer users are set at once. */
export const LONG_LIST = 500;
