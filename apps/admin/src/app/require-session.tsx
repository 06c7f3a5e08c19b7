import { useNavigate, useRouter } from '@tanstack/react-router';
import { Suspense, useEffect } from 'react';
import { ErrorState } from '../ui/error-state.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import classes from './shell.module.css';
import { Shell } from './shell.tsx';
import { StartingScreen } from './starting-screen.tsx';
import { useSessionState, useStores } from './stores.ts';
import { trpc } from './trpc.ts';

/** The shell for who has signed in; others are sent to do so, and come back here. */
export function RequireSession() {
  const { session } = useStores();
  const state = useSessionState();
  const navigate = useNavigate();
  const router = useRouter();
  const me = trpc.session.me.useQuery();
  useEffect(() => {
    if (me.data !== undefined) session.learn(me.data);
  }, [me.data, session]);
  const isNobody = state.kind === 'none' && me.data === null;
  useEffect(() => {
    // Once: the address changes while the other screen is on its way.
    if (isNobody) void navigate({ to: '/sign-in', search: { next: router.latestLocation.href }, replace: true });
  }, [isNobody, navigate, router]);
  // A session that ended in the middle of something keeps the page as it is; the dialog is above it.
  if (state.kind !== 'none') {
    return (
      <Suspense fallback={<StartingScreen />}>
        <Shell />
      </Suspense>
    );
  }
  if (me.error) {
    return (
      <main id="main" className={classes.alone}>
        <PageHeader title="This did not work" />
        <ErrorState error={me.error} onRetry={() => void me.refetch()} />
      </main>
    );
  }
  return <StartingScreen />;
}
