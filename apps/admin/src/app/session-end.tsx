import { lazy, Suspense, useEffect } from 'react';
import { useSessionState } from './stores.ts';

const loadSessionDialog = () => import('../features/session/session-dialog.tsx');
const SessionDialog = lazy(async () => ({ default: (await loadSessionDialog()).SessionDialog }));

/** After the first paint and long before a session expires: a later deployment may have replaced the file. */
const PRELOAD_MS = 3_000;

/** The dialog for an expired session. It is not part of the first load. */
export function SessionEnd() {
  const { kind } = useSessionState();
  useEffect(() => {
    const timer = setTimeout(() => void loadSessionDialog().catch(() => {}), PRELOAD_MS);
    return () => clearTimeout(timer);
  }, []);
  if (kind !== 'ended') return null;
  return (
    <Suspense fallback={null}>
      <SessionDialog />
    </Suspense>
  );
}
