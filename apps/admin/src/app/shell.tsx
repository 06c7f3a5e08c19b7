import { AppShell, Box, Burger, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Outlet, useLocation, useMatches } from '@tanstack/react-router';
import { Suspense, useEffect, useRef } from 'react';
import { Brand } from '../ui/brand.tsx';
import { EnvironmentBadge } from '../ui/environment-badge.tsx';
import { ConnectionBar } from './connection-bar.tsx';
import { EnvironmentProvider, useEnvironments } from './environment.tsx';
import { LiveUpdates } from './live-updates.tsx';
import { Navigation } from './navigation.tsx';
import { NoEnvironmentScreen } from './no-environment-screen.tsx';
import { PendingPage } from './pending-page.tsx';
import classes from './shell.module.css';
import { useFocusOnNavigation } from './use-focus-on-navigation.ts';

const MAIN_ID = 'main';

export function Shell() {
  return (
    <EnvironmentProvider>
      <Frame />
    </EnvironmentProvider>
  );
}

function Frame() {
  const [isMenuOpen, { toggle, close }] = useDisclosure(false);
  const { pathname } = useLocation();
  const { chosen } = useEnvironments();
  const main = useRef<HTMLElement>(null);
  useFocusOnNavigation(main, pathname);
  // On narrow screens, the menu closes after navigation.
  useEffect(close, [close, pathname]);
  return (
    <AppShell
      layout="alt"
      header={{ height: { base: 56, sm: 0 } }}
      navbar={{ width: 248, breakpoint: 'sm', collapsed: { mobile: !isMenuOpen } }}
      padding={{ base: 'md', sm: 'xl' }}
      data-production={chosen?.isProduction || undefined}
      className={classes.shell}
    >
      <a href={`#${MAIN_ID}`} className={classes.skip} onClick={() => main.current?.focus()}>
        Skip to content
      </a>
      <AppShell.Header hiddenFrom="sm" className={classes.header}>
        <Group h="100%" px="md" gap="sm" wrap="nowrap">
          <Burger
            opened={isMenuOpen}
            onClick={toggle}
            size="sm"
            aria-label={isMenuOpen ? 'Close the menu' : 'Open the menu'}
          />
          <Brand />
          <Box flex={1} />
          {chosen && <EnvironmentBadge environment={chosen} />}
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className={classes.navbar} aria-label="Menu">
        <Navigation onClose={close} />
      </AppShell.Navbar>
      <AppShell.Main id={MAIN_ID} ref={main} tabIndex={-1} className={classes.main}>
        <ConnectionBar />
        <LiveUpdates />
        <div className={classes.content}>
          <Suspense fallback={<PendingPage />}>
            <Screen />
          </Suspense>
        </div>
      </AppShell.Main>
    </AppShell>
  );
}

/** Without any environment, shows how to create one instead of screens that need one. */
function Screen() {
  const { chosen } = useEnvironments();
  const matches = useMatches();
  const isPossible = chosen !== undefined || matches.some(({ staticData }) => staticData.worksWithoutEnvironment);
  return isPossible ? <Outlet /> : <NoEnvironmentScreen />;
}
