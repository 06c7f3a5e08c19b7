import { Title, VisuallyHidden } from '@mantine/core';
import { PendingScreen } from './pending-screen.tsx';

/** A loading state for a whole page, including a heading for screen readers. */
export function PendingPage() {
  return (
    <>
      <VisuallyHidden>
        <Title order={1}>Burgee</Title>
      </VisuallyHidden>
      <PendingScreen />
    </>
  );
}
