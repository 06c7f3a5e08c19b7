import { actorOfPerson, type Person } from '@burgee/contracts';
import { ActionIcon, Avatar, Badge, Box, Group, Menu, Text } from '@mantine/core';
import { IconBan, IconDots, IconKey, IconUserCheck, IconUserCog } from '@tabler/icons-react';
import { useState } from 'react';
import { usePermission } from '../../app/permission.ts';
import { useSession } from '../../app/stores.ts';
import { BrokenNote } from '../../ui/broken-note.tsx';
import { TimeAgo } from '../../ui/relative-time.tsx';
import { ChangePersonDialog } from './change-person-dialog.tsx';
import { DisableDialog } from './disable-dialog.tsx';
import { PasswordLinkDialog } from './password-link-dialog.tsx';
import classes from './person-row.module.css';
import { RoleBadges } from './role-badges.tsx';

type Open = 'change' | 'password' | 'disable';
const ICON = { size: 16, 'aria-hidden': true } as const;

export function PersonRow({ person }: { readonly person: Person }) {
  const { id, name, email, role, roles, lastSignInAt, disabledAt } = person;
  const [open, setOpen] = useState<Open>();
  const { isAllowed } = usePermission('people:write');
  const { actor } = useSession();
  const close = () => setOpen(undefined);
  return (
    <li className={classes.row}>
      <Group gap="sm" wrap="nowrap" className={classes.person}>
        <Avatar size={32} radius="xl" color="initials" name={name} aria-hidden />
        <Box miw={0}>
          <Text size="sm" fw={600} span>
            {name}{' '}
          </Text>
          {actorOfPerson(id) === actor && <PersonBadge color="gray">You</PersonBadge>}
          {disabledAt && <PersonBadge color="red">Disabled</PersonBadge>}
          <Text size="xs" c="dimmed">
            {email}
          </Text>
        </Box>
      </Group>
      <Box className={classes.roles}>
        <RoleBadges role={role} roles={roles} />
      </Box>
      <Text size="sm" c="dimmed" className={classes.seen}>
        {lastSignInAt ? (
          <>
            Signed in <TimeAgo at={lastSignInAt} />
          </>
        ) : (
          'Never signed in'
        )}
      </Text>
      <Box className={classes.actions}>
        <Menu position="bottom-end" disabled={!isAllowed}>
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${name}`} disabled={!isAllowed}>
              <IconDots {...ICON} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconUserCog {...ICON} />} onClick={() => setOpen('change')}>
              Change name or roles
            </Menu.Item>
            {!disabledAt && (
              <Menu.Item leftSection={<IconKey {...ICON} />} onClick={() => setOpen('password')}>
                Create password link
              </Menu.Item>
            )}
            <Menu.Item
              leftSection={disabledAt ? <IconUserCheck {...ICON} /> : <IconBan {...ICON} />}
              onClick={() => setOpen('disable')}
            >
              {disabledAt ? 'Enable account' : 'Disable account'}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Box>
      {person.broken && (
        <Box className={classes.broken}>
          <BrokenNote broken={person.broken}>
            They cannot sign in until someone changes their roles. To keep them out, disable their account.
          </BrokenNote>
        </Box>
      )}
      {open === 'change' && <ChangePersonDialog person={person} onClose={close} />}
      {open === 'password' && <PasswordLinkDialog person={person} onClose={close} />}
      {open === 'disable' && <DisableDialog person={person} onClose={close} />}
    </li>
  );
}

function PersonBadge({ color, children }: { readonly color: string; readonly children: string }) {
  return (
    <Badge size="xs" variant="light" color={color} tt="none">
      {children}
    </Badge>
  );
}
