import type { Flag } from '@burgee/contracts';
import { Stack } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData } from '@tanstack/react-query';
import { useState } from 'react';
import { trpc } from '../../app/trpc.ts';
import { enteredIds, type Ids, NO_IDS } from './ids.ts';
import { Ladder } from './ladder.tsx';
import { UserList } from './user-list.tsx';
import { WhoWins } from './who-wins.tsx';

const PAUSE_MS = 200;

/** Shows the override layers above a flag's rules in order of precedence, and the one that decides for the entered ids. */
export function OverridesTab({ flag }: { readonly flag: Flag }) {
  const [ids, setIds] = useState<Ids>(NO_IDS);
  const [debouncedIds] = useDebouncedValue(ids, PAUSE_MS);
  const { data, error } = trpc.evaluation.explain.useQuery(
    { environment: flag.environment, flagKey: flag.key, context: enteredIds(debouncedIds) },
    { placeholderData: keepPreviousData },
  );
  return (
    <Stack gap="lg">
      <WhoWins flag={flag} ids={debouncedIds} explanation={data} error={error} onChange={setIds} typed={ids} />
      <Ladder flag={flag} userId={debouncedIds.userId} explanation={data} />
      <UserList flag={flag} />
    </Stack>
  );
}
