import { Center, Loader, VisuallyHidden } from '@mantine/core';

/** While the code of a screen is on its way. */
export function PendingScreen() {
  return (
    <Center mih="50vh" role="status">
      <Loader type="dots" color="gray" aria-hidden />
      <VisuallyHidden>Loading</VisuallyHidden>
    </Center>
  );
}
