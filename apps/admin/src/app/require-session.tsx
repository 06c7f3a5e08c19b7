import { useNavigate, useRouter } from '@tanstack/react-router';
import { Suspense, useEffect } from 'react';
import { ErrorState } from '../ui/error-state.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import classes from './shell.module.css';
import { Shell } from './shell.tsx';
import { StartingScreen } from './starting-screen.tsx';
import { useSessionState, useStores } from './stores.ts';
import { trpc } from './trpc.ts';

/** Renders the shell if a person is signed in; otherwise redirects to the sign-in screen, which leads back here. */
export function RequireSession() {
  const { session } = useStores();
  const state = useSessionState();
  const navigate = useNavigate();
  const router = useRouter();
  const me = trpc.session.me.useQuery();
  useEffect(() => {
    if (me.data !== undefined) session.setSession(me.data);
  }, [me.data, session]);
  const isSignedOut = state.kind === 'none' && me.data === null;
  useEffect(() => {
    // Reads the latest location without depending on it: the URL changes while the sign-in screen loads.
    if (isSignedOut) void navigate({ to: '/sign-in', search: { next: router.latestLocation.href }, replace: true });
  }, [isSignedOut, navigate, router]);
  // A session that expired keeps the page as it is, below the sign-in dialog.
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
