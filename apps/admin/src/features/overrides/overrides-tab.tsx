import { Stack } from '@mantine/core';
import type { Flag } from '@burgee/contracts';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData } from '@tanstack/react-query';
import { useState } from 'react';
import { trpc } from '../../app/trpc.ts';
import { useNow } from '../../ui/use-now.ts';
import { Ladder } from './ladder.tsx';
import { stillCounting } from './standing.ts';
import { UserList } from './user-list.tsx';
import { NOBODY, type Ids } from './verdict.ts';
import { WhoWins } from './who-wins.tsx';

const PAUSE_MS = 200;
const TICK_MS = 5_000;

/** The layers that stand around a flag's rules, in order of priority, and which of them wins for whom. */
export function OverridesTab({ flag }: { readonly flag: Flag }) {
  const [ids, setIds] = useState<Ids>(NOBODY);
  const [asked] = useDebouncedValue(ids, PAUSE_MS);
  const now = useNow(TICK_MS);
  const { data, error } = trpc.overrides.resolve.useQuery(
    { environment: flag.environment, flagKey: flag.key, ...givenOf(asked) },
    { placeholderData: keepPreviousData },
  );
  const resolved = data && stillCounting(data, now);
  return (
    <Stack gap="lg">
      <WhoWins flag={flag} ids={asked} resolved={resolved} error={error} onChange={setIds} typed={ids} />
      <Ladder flag={flag} resolved={resolved} />
      <UserList flag={flag} />
    </Stack>
  );
}

function givenOf(ids: Ids): Partial<Ids> {
  return Object.fromEntries(Object.entries(ids).filter(([, id]) => id !== ''));
}
