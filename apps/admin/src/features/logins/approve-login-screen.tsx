import { UserCode } from '@burgee/contracts';
import { Skeleton, Stack } from '@mantine/core';
import { skipToken } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { trpc } from '../../app/trpc.ts';
import { ErrorState } from '../../ui/error-state.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { CodeForm } from './code-form.tsx';
import { DecideForm } from './decide-form.tsx';
import { type Decision, DecisionNote } from './decision-note.tsx';

/** Lets a person approve or deny a program that waits for a login on the command line. */
export function ApproveLoginScreen() {
  const { code = '' } = useSearch({ from: '/signed-in/approve-login' });
  const { data: userCode } = UserCode.safeParse(code);
  return (
    <>
      <PageHeader
        title="Approve a login"
        description="A program on the command line waits for a key that acts in your name."
      />
      <Stack maw={560}>
        {userCode ? <WaitingLogin key={userCode} userCode={userCode} /> : <CodeForm typed={code} />}
      </Stack>
    </>
  );
}

function WaitingLogin({ userCode }: { readonly userCode: string }) {
  const [decision, setDecision] = useState<Decision>();
  // Each request counts as a guess of a code, so it is sent once.
  const waiting = trpc.session.waitingLogin.useQuery(decision ? skipToken : { userCode }, {
    retry: false,
    staleTime: Infinity,
  });
  if (decision) return <DecisionNote decision={decision} />;
  if (waiting.error) {
    return (
      <>
        <ErrorState error={waiting.error} onRetry={() => void waiting.refetch()} />
        <CodeForm typed="" />
      </>
    );
  }
  if (!waiting.data) return <Skeleton h={240} role="status" aria-label="Loading" />;
  return <DecideForm login={waiting.data} onDecided={setDecision} />;
}
