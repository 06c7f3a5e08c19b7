import { lazy, Suspense, useEffect } from 'react';
import { useSessionState } from './stores.ts';

const load = () => import('../features/session/session-dialog.tsx');
const SessionDialog = lazy(async () => ({ default: (await load()).SessionDialog }));

/** After the first sight, and long before a session ends: it must be there even if the server has other files by then. */
const PRELOAD_MS = 3_000;

/** The dialog for a session that ended. It is no part of the first load. */
export function SessionEnd() {
  const { kind } = useSessionState();
  useEffect(() => {
    const timer = setTimeout(() => void load().catch(() => {}), PRELOAD_MS);
    return () => clearTimeout(timer);
  }, []);
  if (kind !== 'ended') return null;
  return (
    <Suspense fallback={null}>
      <SessionDialog />
    </Suspense>
  );
}
