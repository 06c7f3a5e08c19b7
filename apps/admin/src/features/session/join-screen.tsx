import { Skeleton, Stack } from '@mantine/core';
import { skipToken } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { trpc } from '../../app/trpc.ts';
import { describeError, domainFailure } from '../../ui/describe-error.ts';
import { ErrorState } from '../../ui/error-state.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { ROLE_WORDS } from '../../ui/role-words.ts';
import { JoinForm } from './join-form.tsx';
import { INCOMPLETE_LINK, LinkNotValid } from './link-not-valid.tsx';
import { SessionCard } from './session-card.tsx';

/** The target of a one-time link: creates the account of the first admin or of an invited person. */
export function JoinScreen() {
  const { token } = useSearch({ strict: false });
  const offer = trpc.session.invitation.useQuery(token ? { token } : skipToken, { retry: false, staleTime: Infinity });
  if (!token) return <LinkNotValid {...INCOMPLETE_LINK} />;
  if (offer.error) {
    if (domainFailure(offer.error)) return <LinkNotValid {...describeError(offer.error)} />;
    return (
      <SessionCard title="Join Burgee">
        <ErrorState error={offer.error} onRetry={() => void offer.refetch()} />
      </SessionCard>
    );
  }
  if (!offer.data) {
    return (
      <SessionCard title="Join Burgee">
        <Stack role="status" aria-label="Loading">
          <Skeleton h={36} />
          <Skeleton h={36} />
        </Stack>
      </SessionCard>
    );
  }
  const { email, role, expiresAt } = offer.data;
  return (
    <SessionCard
      title={email === null ? 'Set up Burgee' : 'Join Burgee'}
      description={
        <>
          {email === null ? 'You will be the first admin. ' : `You were invited with the role ${ROLE_WORDS[role]}. `}
          This link works once and expires <RelativeTime at={expiresAt} />.
        </>
      }
    >
      <JoinForm token={token} email={email} />
    </SessionCard>
  );
}
