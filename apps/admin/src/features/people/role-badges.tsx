import { Badge, Group } from '@mantine/core';
import type { EnvironmentRoles, Role } from '@burgee/contracts';
import { ROLE_WORDS } from '../../ui/role-words.ts';

export type Roles = { readonly role: Role; readonly roles: EnvironmentRoles };

const COLOUR = { viewer: 'gray', editor: 'blue', admin: 'grape' } as const satisfies Record<Role, string>;

/** The role everywhere, then the environments in which it is another one. */
export function RoleBadges({ role, roles }: Roles) {
  return (
    <Group gap={6}>
      <Badge variant="light" color={COLOUR[role]} tt="none">
        {ROLE_WORDS[role]}
      </Badge>
      {Object.entries(roles).map(([environment, other]) => (
        <Badge key={environment} variant="outline" color={COLOUR[other]} tt="none">
          {ROLE_WORDS[other]} in {environment}
        </Badge>
      ))}
    </Group>
  );
}
