import { Box, Kbd, UnstyledButton } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { commandList } from './command-store.ts';
import classes from './shell.module.css';

const Commands = lazy(async () => ({ default: (await import('./commands.tsx')).Commands }));

/** Opens the command palette, as Ctrl/Cmd K does. Its code is loaded on first use. */
export function CommandButton() {
  const [isWanted, setIsWanted] = useState(false);
  function openCommands(): void {
    setIsWanted(true);
    commandList.open();
  }
  // The empty list of ignored tags makes the shortcut work inside fields too.
  useHotkeys([['mod+K', openCommands]], []);
  return (
    <>
      <UnstyledButton className={classes.search} onClick={openCommands}>
        <IconSearch size={15} aria-hidden />
        <Box flex={1}>Search</Box>
        <Kbd size="xs" aria-hidden>
          {isApple() ? '⌘K' : 'Ctrl K'}
        </Kbd>
      </UnstyledButton>
      {isWanted && (
        <Suspense fallback={null}>
          <Commands />
        </Suspense>
      )}
    </>
  );
}

function isApple(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent);
}
