import type { Environment } from '@burgee/contracts';
import { ColorSwatch } from '@mantine/core';

/** Decorative: always show the environment's name beside it. */
export function EnvironmentDot({ environment: { color } }: { readonly environment: Pick<Environment, 'color'> }) {
  return <ColorSwatch size={10} withShadow={false} color={`var(--mantine-color-${color}-6)`} aria-hidden />;
}
