import type { Flag } from '@burgee/contracts';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData } from '@tanstack/react-query';
import { useEnvironments } from './environment.tsx';
import { trpc } from './trpc.ts';

const PAUSE_MS = 120;
const MAX_FLAGS = 6;

/** Flags of the chosen environment whose key or description contains the query; none for an empty query. */
export function useFoundFlags(query: string): readonly Flag[] {
  const { chosen } = useEnvironments();
  const [search] = useDebouncedValue(query.trim().slice(0, 100), PAUSE_MS);
  const isEnabled = chosen !== undefined && search !== '';
  const found = trpc.flags.list.useQuery(
    { environment: chosen?.key ?? '', search, pageSize: MAX_FLAGS },
    { enabled: isEnabled, placeholderData: keepPreviousData },
  );
  return isEnabled ? (found.data?.items ?? []) : [];
}
