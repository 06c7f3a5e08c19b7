import type { Environment } from '@burgee/contracts';
import { Badge } from '@mantine/core';

export type EnvironmentBadgeProps = { readonly environment: Pick<Environment, 'name' | 'color' | 'isProduction'> };

/** The name of an environment in its color. Adds "(production)" if a production environment's name does not contain it. */
export function EnvironmentBadge({ environment: { name, color, isProduction } }: EnvironmentBadgeProps) {
  const isNamedProduction = /production/i.test(name);
  return (
    <Badge variant={isProduction ? 'filled' : 'light'} color={color} tt="none" fw={600}>
      {isProduction && !isNamedProduction ? `${name} (production)` : name}
    </Badge>
  );
}
