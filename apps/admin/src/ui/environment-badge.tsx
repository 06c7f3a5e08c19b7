import { Badge } from '@mantine/core';
import type { Environment } from '@burgee/contracts';

export type EnvironmentBadgeProps = { readonly environment: Pick<Environment, 'name' | 'color' | 'isProduction'> };

/** The name of an environment in its colour; of production, the word too. */
export function EnvironmentBadge({ environment: { name, color, isProduction } }: EnvironmentBadgeProps) {
  const isNamedSo = /production/i.test(name);
  return (
    <Badge variant={isProduction ? 'filled' : 'light'} color={color} tt="none" fw={600}>
      {isProduction && !isNamedSo ? `${name} (production)` : name}
    </Badge>
  );
}
