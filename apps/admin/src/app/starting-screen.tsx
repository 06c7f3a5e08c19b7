import { PendingPage } from './pending-page.tsx';

/** Shown until the session, and with it the permissions, are known. */
export function StartingScreen() {
  return (
    <main id="main">
      <PendingPage />
    </main>
  );
}
