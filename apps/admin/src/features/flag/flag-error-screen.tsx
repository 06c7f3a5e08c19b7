import { IconFlagOff } from '@tabler/icons-react';
import { useQueryErrorResetBoundary } from '@tanstack/react-query';
import { type ErrorComponentProps, useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useEnvironment } from '../../app/environment.tsx';
import { RouteErrorScreen } from '../../app/route-error-screen.tsx';
import { trpc } from '../../app/trpc.ts';
import { domainFailure } from '../../ui/describe-error.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ButtonLink, TextLink } from '../../ui/links.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { DeletedFlag } from './deleted-flag.tsx';

/** A flag that is missing in this environment is not a failure: another environment may have it. */
export function FlagErrorScreen(props: ErrorComponentProps) {
  const failure = domainFailure(props.error);
  if (failure?.code !== 'FLAG_NOT_FOUND') return <RouteErrorScreen {...props} />;
  return <MissingFlag suggestion={failure.suggestion} environment={failure.environment} reset={props.reset} />;
}

type MissingFlagProps = {
  readonly suggestion: string | undefined;
  readonly environment: string;
  readonly reset: () => void;
};

function MissingFlag({ suggestion, environment, reset }: MissingFlagProps) {
  const { flagKey } = useParams({ from: '/signed-in/flags/$flagKey' });
  const { key } = useEnvironment();
  // Someone may create or restore it in the meantime.
  const isThere = trpc.flags.get.useQuery({ environment: key, key: flagKey }, { retry: false }).isSuccess;
  const last = trpc.audit.list.useQuery({ environment: key, flagKey, type: 'flag', limit: 1 }).data?.items[0];
  const queries = useQueryErrorResetBoundary();
  useEffect(() => {
    // Retry if the flag exists now, or if another environment was chosen.
    if (environment === key && !isThere) return;
    queries.reset();
    reset();
  }, [environment, key, isThere, queries, reset]);
  return (
    <>
      <PageHeader title={flagKey} />
      {last?.action === 'removed' ? <DeletedFlag removal={last} /> : <UnknownFlag suggestion={suggestion} />}
    </>
  );
}

function UnknownFlag({ suggestion }: Pick<MissingFlagProps, 'suggestion'>) {
  const { flagKey } = useParams({ from: '/signed-in/flags/$flagKey' });
  const { name } = useEnvironment();
  return (
    <EmptyState
      icon={<IconFlagOff />}
      title={`There is no flag "${flagKey}" in ${name}`}
      action={
        <ButtonLink to="/flags" search={{ create: flagKey }}>
          Create flag
        </ButtonLink>
      }
    >
      {suggestion ? (
        <>
          Did you mean{' '}
          <TextLink to="/flags/$flagKey" params={{ flagKey: suggestion }} underline="always">
            {suggestion}
          </TextLink>
          ? The flag may also exist in another environment. Choose one in the menu.
        </>
      ) : (
        'It may exist in another environment. Choose one in the menu; from there you can copy the flag to this one.'
      )}
    </EmptyState>
  );
}
