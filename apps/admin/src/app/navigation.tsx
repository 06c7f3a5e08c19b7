import { isAllowed } from '@burgee/contracts';
import { AppShell, Box, CloseButton, Group } from '@mantine/core';
import { Brand } from '../ui/brand.tsx';
import { NavItem } from '../ui/links.tsx';
import { AccountMenu } from './account-menu.tsx';
import { CommandButton } from './command-button.tsx';
import { useEnvironments } from './environment.tsx';
import { EnvironmentChooser } from './environment-chooser.tsx';
import { type NavEntry, SETTINGS, WORK } from './nav-items.tsx';
import classes from './shell.module.css';
import { useSession } from './stores.ts';

export function Navigation({ onClose }: { readonly onClose: () => void }) {
  return (
    <>
      <AppShell.Section p="md" pb="xs">
        <Group justify="space-between" mb="md" h={32}>
          <Brand />
          <CloseButton hiddenFrom="sm" onClick={onClose} aria-label="Close the menu" />
        </Group>
        <EnvironmentChooser />
        <Box mt="xs">
          <CommandButton />
        </Box>
      </AppShell.Section>
      <AppShell.Section grow px="md" className={classes.scroll}>
        <Entries entries={WORK} />
        <Box component="p" className={classes.group}>
          Settings
        </Box>
        <Entries entries={SETTINGS} />
      </AppShell.Section>
      <AppShell.Section p="md" pt="xs">
        <AccountMenu />
      </AppShell.Section>
    </>
  );
}

function Entries({ entries }: { readonly entries: readonly NavEntry[] }) {
  const session = useSession();
  const { chosen } = useEnvironments();
  const visible = entries.filter(({ permission }) => isAllowed(session, permission, chosen?.key));
  return visible.map(({ to, label, icon }) => (
    <NavItem
      key={to}
      to={to}
      className={classes.navItem}
      label={label}
      leftSection={icon}
      activeOptions={{ includeSearch: false }}
    />
  ));
}
