import { Skeleton } from '@mantine/core';
import { skipToken } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { trpc } from '../../app/trpc.ts';
import { describeError, domainFailure } from '../../ui/describe-error.ts';
import { ErrorState } from '../../ui/error-state.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { INCOMPLETE_LINK, LinkNotValid } from './link-not-valid.tsx';
import { NewPasswordForm } from './new-password-form.tsx';
import { SessionCard } from './session-card.tsx';

const TITLE = 'Choose a new password';

/** The target of an admin's link for a person who forgot their password. */
export function NewPasswordScreen() {
  const { token } = useSearch({ strict: false });
  const offer = trpc.session.passwordLink.useQuery(token ? { token } : skipToken, {
    retry: false,
    staleTime: Infinity,
  });
  if (!token) return <LinkNotValid {...INCOMPLETE_LINK} />;
  if (domainFailure(offer.error)) return <LinkNotValid {...describeError(offer.error)} />;
  const { data } = offer;
  return (
    <SessionCard
      title={TITLE}
      description={
        data && (
          <>
            This link works once and expires <RelativeTime at={data.expiresAt} />.
          </>
        )
      }
    >
      {offer.error && <ErrorState error={offer.error} onRetry={() => void offer.refetch()} />}
      {offer.isLoading && <Skeleton h={36} role="status" aria-label="Loading" />}
      {data && <NewPasswordForm token={token} email={data.email} />}
    </SessionCard>
  );
}
