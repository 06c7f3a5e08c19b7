import { Box, Kbd, UnstyledButton } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { commandList } from './command-store.ts';
import classes from './shell.module.css';

const Commands = lazy(async () => ({ default: (await import('./commands.tsx')).Commands }));

/** Opens the commands, and Ctrl/Cmd K does. Their code is loaded when they are first wanted. */
export function CommandButton() {
  const [isWanted, setIsWanted] = useState(false);
  function open(): void {
    setIsWanted(true);
    commandList.open();
  }
  // Within fields, too.
  useHotkeys([['mod+K', open]], []);
  return (
    <>
      <UnstyledButton className={classes.search} onClick={open}>
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
