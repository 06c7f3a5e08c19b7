import { PendingPage } from './pending-page.tsx';

/** While it is not known yet who is there, and so neither what they may see. */
export function StartingScreen() {
  return (
    <main id="main">
      <PendingPage />
    </main>
  );
}
