import {
  Avatar,
  Box,
  type MantineColorScheme,
  Menu,
  Text,
  UnstyledButton,
  useMantineColorScheme,
  VisuallyHidden,
} from '@mantine/core';
import { IconDeviceDesktop, IconKey, IconLogout, IconMoon, IconSelector, IconSun } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { ROLE_WORDS } from '../ui/role-words.ts';
import classes from './shell.module.css';
import { useSignOut } from './sign-out.ts';
import { useSession } from './stores.ts';

const ICON = { size: 16, stroke: 1.7, 'aria-hidden': true } as const;

const SCHEMES = [
  { scheme: 'auto', label: 'Match system', icon: <IconDeviceDesktop {...ICON} /> },
  { scheme: 'light', label: 'Light', icon: <IconSun {...ICON} /> },
  { scheme: 'dark', label: 'Dark', icon: <IconMoon {...ICON} /> },
] as const satisfies readonly { scheme: MantineColorScheme; label: string; icon: React.ReactNode }[];

const loadPasswordDialog = () => import('../features/session/change-password-dialog.tsx');
const ChangePasswordDialog = lazy(async () => ({ default: (await loadPasswordDialog()).ChangePasswordDialog }));

export function AccountMenu() {
  const [isChanging, setIsChanging] = useState(false);
  return (
    <>
      <AccountItems onChangePassword={() => setIsChanging(true)} />
      {isChanging && (
        <Suspense fallback={null}>
          <ChangePasswordDialog onClose={() => setIsChanging(false)} />
        </Suspense>
      )}
    </>
  );
}

function AccountItems({ onChangePassword }: { readonly onChangePassword: () => void }) {
  const { name, role } = useSession();
  const signOut = useSignOut();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu width="target" position="top-start">
      <Menu.Target>
        <UnstyledButton className={classes.account}>
          <Avatar size={30} radius="xl" color="initials" name={name} aria-hidden />
          <VisuallyHidden>Account:</VisuallyHidden>
          <Box flex={1} miw={0}>
            <Text size="sm" fw={600} truncate>
              {name}
            </Text>
            <Text size="xs" c="dimmed">
              {ROLE_WORDS[role]}
            </Text>
          </Box>
          <IconSelector size={16} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Appearance</Menu.Label>
        <Menu.RadioGroup value={colorScheme} onChange={(scheme) => setColorScheme(scheme as MantineColorScheme)}>
          {SCHEMES.map(({ scheme, label, icon }) => (
            <Menu.RadioItem key={scheme} value={scheme} rightSection={icon}>
              {label}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item leftSection={<IconKey {...ICON} />} onClick={onChangePassword}>
          Change password
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout {...ICON} />} onClick={() => void signOut()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
