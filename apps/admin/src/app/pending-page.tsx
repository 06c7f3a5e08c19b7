import { Title, VisuallyHidden } from '@mantine/core';
import { PendingScreen } from './pending-screen.tsx';

/** In place of a whole page, its heading included. */
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
