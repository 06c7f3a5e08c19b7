import { Badge } from '@mantine/core';
import type { Environment } from '@burgee/contracts';
import { colourOf, isProduction } from './environment-look.ts';

/** The name of an environment in its colour; of production, the word too. */
export function EnvironmentBadge({ environment }: { readonly environment: Pick<Environment, 'key' | 'name'> }) {
  const { key, name } = environment;
  const isNamedSo = /production/i.test(name);
  return (
    <Badge variant={isProduction({ key }) ? 'filled' : 'light'} color={colourOf({ key })} tt="none" fw={600}>
      {isProduction({ key }) && !isNamedSo ? `${name} (production)` : name}
    </Badge>
  );
}
