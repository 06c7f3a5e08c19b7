import { ColorSwatch } from '@mantine/core';
import type { Environment } from '@burgee/contracts';
import { colourOf } from './environment-look.ts';

/** Never alone: the name stands beside it. */
export function EnvironmentDot({ environment }: { readonly environment: Pick<Environment, 'key'> }) {
  return (
    <ColorSwatch size={10} withShadow={false} color={`var(--mantine-color-${colourOf(environment)}-6)`} aria-hidden />
  );
}
