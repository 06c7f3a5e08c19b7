import { Title, VisuallyHidden } from '@mantine/core';
import { PendingScreen } from './pending-screen.tsx';

/** While it is not known yet who is there, and so neither what they may see. */
export function StartingScreen() {
  return (
    <main id="main">
      <VisuallyHidden>
        <Title order={1}>Burgee</Title>
      </VisuallyHidden>
      <PendingScreen />
    </main>
  );
}
