import { isAllowed } from '@burgee/contracts';
import { useMantineColorScheme } from '@mantine/core';
import { Spotlight } from '@mantine/spotlight';
import {
  IconArrowRight,
  IconFileImport,
  IconFlag3,
  IconLogout,
  IconMoon,
  IconSearch,
  IconSun,
} from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import { EnvironmentDot } from '../ui/environment-dot.tsx';
import { commandStore } from './command-store.ts';
import { useEnvironments } from './environment.tsx';
import { SETTINGS, WORK } from './nav-items.tsx';
import { useSignOut } from './sign-out.ts';
import { useSession } from './stores.ts';
import { useFoundFlags } from './use-found-flags.ts';

type Command = {
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  readonly icon: ReactNode;
  readonly run: () => void;
};

const ICON = { size: 18, stroke: 1.7, 'aria-hidden': true } as const;

/** The command palette: finds screens, flags and environments by name. */
export function Commands() {
  const [query, setQuery] = useState('');
  const commands = useCommands().filter(({ label }) => label.toLowerCase().includes(query.trim().toLowerCase()));
  const flags = useFlagCommands(query);
  useFirstSelected(flags[0]?.id);
  const isEmpty = commands.length + flags.length === 0;
  return (
    <Spotlight.Root
      store={commandStore}
      query={query}
      onQueryChange={setQuery}
      shortcut={null}
      attributes={{ content: { 'aria-label': 'Search and commands' } }}
      scrollable
      maxHeight={420}
      overlayProps={{ backgroundOpacity: 0.5 }}
    >
      <Spotlight.Search
        placeholder="Search flags, screens, environments"
        leftSection={<IconSearch {...ICON} />}
        aria-label="Search"
      />
      <Spotlight.ActionsList>
        {flags.length > 0 && <Group label="Flags" commands={flags} />}
        {commands.length > 0 && <Group label="Commands" commands={commands} />}
        {isEmpty && <Spotlight.Empty>No matching flag, screen or environment.</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

function Group({ label, commands }: { readonly label: string; readonly commands: readonly Command[] }) {
  return (
    <Spotlight.ActionsGroup label={label}>
      {commands.map(({ id, label: name, description, icon, run }) => (
        <Spotlight.Action
          key={id}
          label={name}
          {...(description && { description })}
          leftSection={icon}
          onClick={run}
          // The default opacity is too pale on the selected line.
          styles={{ actionDescription: { opacity: 1 } }}
        />
      ))}
    </Spotlight.ActionsGroup>
  );
}

/** Selects the top line again when flags arrive: they appear above the line that was selected while typing. */
function useFirstSelected(flagId: string | undefined): void {
  useEffect(() => {
    const lines = document.getElementById(commandStore.getState().listId)?.querySelectorAll('[data-action]') ?? [];
    lines.forEach((line, index) => line.toggleAttribute('data-selected', index === 0));
    commandStore.updateState((state) => ({ ...state, selected: 0 }));
  }, [flagId]);
}

function useFlagCommands(query: string): Command[] {
  const navigate = useNavigate();
  return useFoundFlags(query).map(({ key, description }) => ({
    id: `flag ${key}`,
    label: key,
    description,
    icon: <IconFlag3 {...ICON} />,
    run: () => void navigate({ to: '/flags/$flagKey', params: { flagKey: key } }),
  }));
}

function useCommands(): Command[] {
  const navigate = useNavigate();
  const session = useSession();
  const { all, chosen } = useEnvironments();
  const { setColorScheme } = useMantineColorScheme();
  const signOut = useSignOut();
  const screens = [...WORK, ...SETTINGS].filter(({ permission }) => isAllowed(session, permission, chosen?.key));
  return [
    ...screens.map(({ to, label, icon }) => ({
      id: to,
      label: `Go to ${label}`,
      icon,
      run: () => void navigate({ to }),
    })),
    ...all.map((environment) => ({
      id: `environment ${environment.key}`,
      label: `Switch to ${environment.name}`,
      icon: <EnvironmentDot environment={environment} />,
      run: () => void navigate({ to: '.', search: (search) => ({ ...search, env: environment.key }) }),
    })),
    ...(isAllowed(session, 'flags:write', chosen?.key)
      ? [
          {
            id: 'import',
            label: 'Import from Unleash',
            icon: <IconFileImport {...ICON} />,
            run: () => void navigate({ to: '/import/unleash' }),
          },
        ]
      : []),
    { id: 'light', label: 'Use light appearance', icon: <IconSun {...ICON} />, run: () => setColorScheme('light') },
    { id: 'dark', label: 'Use dark appearance', icon: <IconMoon {...ICON} />, run: () => setColorScheme('dark') },
    {
      id: 'auto',
      label: 'Use system appearance',
      icon: <IconArrowRight {...ICON} />,
      run: () => setColorScheme('auto'),
    },
    { id: 'sign-out', label: 'Sign out', icon: <IconLogout {...ICON} />, run: () => void signOut() },
  ];
}
