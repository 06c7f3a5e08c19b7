import type { EnvironmentRoles, Role } from '@burgee/contracts';
import { Badge, Group } from '@mantine/core';
import { ROLE_WORDS } from '../../ui/role-words.ts';

export type Roles = { readonly role: Role; readonly roles: EnvironmentRoles };

const ROLE_COLORS = { viewer: 'gray', editor: 'blue', admin: 'grape' } as const satisfies Record<Role, string>;

/** Shows the global role, then the environments with a different role. */
export function RoleBadges({ role, roles }: Roles) {
  return (
    <Group gap={6}>
      <Badge variant="light" color={ROLE_COLORS[role]} tt="none">
        {ROLE_WORDS[role]}
      </Badge>
      {Object.entries(roles).map(([environment, other]) => (
        <Badge key={environment} variant="outline" color={ROLE_COLORS[other]} tt="none">
          {ROLE_WORDS[other]} in {environment}
        </Badge>
      ))}
    </Group>
  );
}
