import { Progress, Stack, Text } from '@mantine/core';
import { formatCount } from '../../ui/format/words.ts';

/** Progress for long lists; short ones finish before anyone could read it. */
export function ListProgress({ verb, count }: { readonly verb: 'Setting' | 'Removing'; readonly count: number }) {
  const words = `${verb} ${formatCount(count, 'user')}`;
  return (
    <Stack gap={4} role="status">
      <Text size="sm">{words}, all or none.</Text>
      <Progress value={100} animated aria-label={words} />
    </Stack>
  );
}

/** Lists with at least this many users show progress. */
export const LONG_LIST = 500;
