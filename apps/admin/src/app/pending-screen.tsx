import { Center, Loader, VisuallyHidden } from '@mantine/core';

/** Shown while the code of a screen loads. */
export function PendingScreen() {
  return (
    <Center mih="50vh" role="status">
      <Loader type="dots" color="gray" aria-hidden />
      <VisuallyHidden>Loading</VisuallyHidden>
    </Center>
  );
}
